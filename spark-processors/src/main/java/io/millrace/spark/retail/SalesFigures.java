package io.millrace.spark.retail;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What the rows that are kept add up to. */
final class SalesFigures {

  /** How many categories lead. */
  static final int TOP = 5;

  private static final String TOTAL = SalesColumn.TOTAL_SPENT.column();

  private SalesFigures() {}

  /**
   * The categories with the greatest quantities, then by name.
   *
   * @param sales rows of {@link ResultTable#SALES}
   */
  static Dataset<Row> topCategories(Dataset<Row> sales) {
    String category = SalesColumn.CATEGORY.column();
    return sales
        .groupBy(category)
        .agg(
            sum(SalesColumn.QUANTITY.column()).as("units"),
            count(lit(1)).as("transactions"),
            sum(TOTAL).as("total"))
        .orderBy(desc("units"), col(category))
        .limit(TOP);
  }

  /**
   * Mean total by a column, 2 decimals: whole cents divided once and rounded half up, since a mean
   * that was rounded before is rounded wrong.
   *
   * @param sales rows of {@link ResultTable#SALES}
   */
  static Dataset<Row> meanTotals(Dataset<Row> sales, SalesColumn by) {
    return sales
        .groupBy(by.column())
        .agg(count(lit(1)).as("transactions"), sum(TOTAL).as("total"))
        .withColumn(
            "mean_total",
            expr(
                "CAST(CAST((2 * CAST(total * 100 AS BIGINT) + transactions) DIV (2 * transactions)"
                    + " AS DECIMAL(18,0)) * 0.01 AS DECIMAL(18,2))"))
        .coalesce(1)
        .sortWithinPartitions(by.column());
  }
}
