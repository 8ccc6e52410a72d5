package io.millrace.gateway.retail;

import java.math.BigDecimal;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Which item a category sells at which price, from the rows of the file that say all three.
 *
 * @param items by category, price and item
 */
@Schema(description = "Which item a category sells at which price")
public record ItemDirectory(List<Entry> items) {

  /** Copies the list. */
  public ItemDirectory {
    items = List.copyOf(items);
  }

  /**
   * One entry.
   *
   * @param sales rows of the file that have all three
   * @param itemsAtPrice items of the category at the price; more than 1 is a conflict, from which
   *     no item is recovered
   * @param pricesOfItem prices of the item in the category; more than 1 is a conflict, from which
   *     no price is recovered
   */
  public record Entry(
      @Schema(examples = "Patisserie") String category,
      @Schema(examples = "Item_10_PAT") String item,
      @Schema(examples = "18.50") BigDecimal pricePerUnit,
      @Schema(examples = "53") long sales,
      @Schema(examples = "1") long itemsAtPrice,
      @Schema(examples = "1") long pricesOfItem) {}
}
