package io.millrace.gateway.retail;

import java.math.BigDecimal;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Mean totals of sales by something.
 *
 * @param means by name; what has none comes last
 */
@Schema(description = "Mean totals of sales, by name")
public record MeanTotals(List<MeanTotal> means) {

  /** Copies the list. */
  public MeanTotals {
    means = List.copyOf(means);
  }

  /**
   * One of them.
   *
   * @param name null for the sales that name none
   * @param transactions sales
   * @param total in the file's currency
   * @param meanTotal total / transactions, rounded half up to 2 decimals
   */
  public record MeanTotal(
      @Schema(examples = "Cash", nullable = true) @Nullable String name,
      @Schema(examples = "4106") long transactions,
      @Schema(examples = "537713.50") BigDecimal total,
      @Schema(examples = "130.96", description = "Rounded half up") BigDecimal meanTotal) {}
}
