package io.millrace.gateway.retail;

import java.math.BigDecimal;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The categories of which most was sold.
 *
 * @param categories greatest quantity first; equal ones by name
 */
@Schema(description = "The categories of which most was sold, greatest quantity first")
public record TopCategories(List<RankedCategory> categories) {

  /** Copies the list. */
  public TopCategories {
    categories = List.copyOf(categories);
  }

  /**
   * One category.
   *
   * @param rank 1 for the first
   * @param units pieces sold
   * @param transactions sales
   * @param total in the file's currency
   */
  public record RankedCategory(
      @Schema(examples = "1") int rank,
      @Schema(examples = "Furniture") String category,
      @Schema(examples = "8394", description = "Pieces sold") long units,
      @Schema(examples = "1526") long transactions,
      @Schema(examples = "207420.00") BigDecimal total) {}
}
