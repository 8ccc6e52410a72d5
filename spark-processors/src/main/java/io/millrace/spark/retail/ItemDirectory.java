package io.millrace.spark.retail;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Which item a category sells at which price, from the rows that have all three. Where a category
 * and price have several items, or a category and item several prices, the directory says so and
 * answers nothing.
 */
final class ItemDirectory {

  /** Rows that have all three. */
  static final String SALES = "sales";

  /** Items of the category at the price. */
  static final String ITEMS_AT_PRICE = "items_at_price";

  /** Prices of the item in the category. */
  static final String PRICES_OF_ITEM = "prices_of_item";

  private static final String CATEGORY = SalesColumn.CATEGORY.column();
  private static final String ITEM = SalesColumn.ITEM.column();
  private static final String PRICE = SalesColumn.PRICE_PER_UNIT.column();

  private ItemDirectory() {}

  /**
   * The directory, one row for each category, item and price that occur together.
   *
   * @param sales of {@link TypedSales}
   */
  static Dataset<Row> of(Dataset<Row> sales) {
    return sales
        .na()
        .drop("any", new String[] {CATEGORY, ITEM, PRICE})
        .groupBy(CATEGORY, ITEM, PRICE)
        .agg(count(lit(1)).as(SALES))
        .withColumn(ITEMS_AT_PRICE, count(lit(1)).over(Window.partitionBy(CATEGORY, PRICE)))
        .withColumn(PRICES_OF_ITEM, count(lit(1)).over(Window.partitionBy(CATEGORY, ITEM)));
  }

  /** By category and price: their number of items, and as {@code answer} the item if it is one. */
  static Dataset<Row> items(Dataset<Row> directory, String answer) {
    return directory
        .groupBy(CATEGORY, PRICE)
        .agg(
            min(ITEMS_AT_PRICE).as(ITEMS_AT_PRICE),
            min(when(col(ITEMS_AT_PRICE).equalTo(1), col(ITEM))).as(answer));
  }

  /** By category and item: their number of prices, and as {@code answer} the price if it is one. */
  static Dataset<Row> prices(Dataset<Row> directory, String answer) {
    return directory
        .groupBy(CATEGORY, ITEM)
        .agg(
            min(PRICES_OF_ITEM).as(PRICES_OF_ITEM),
            min(when(col(PRICES_OF_ITEM).equalTo(1), col(PRICE))).as(answer));
  }
}
