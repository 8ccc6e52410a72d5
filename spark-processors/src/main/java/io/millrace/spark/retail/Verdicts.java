package io.millrace.spark.retail;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import io.millrace.model.retail.RetailRule;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/** Says of each row whether it is kept, and what is odd about it. */
final class Verdicts {

  /** Array of the rules for which a row is dropped; empty if it is kept. */
  static final String REASONS = "reasons";

  /** Array of the rules that find a row odd. */
  static final String FLAGS = "flags";

  /** Whether a row is kept. */
  static final String KEPT = "kept";

  private static final String TRANSACTION = SalesColumn.TRANSACTION_ID.column();

  private Verdicts() {}

  /**
   * Adds {@value #REASONS}, {@value #FLAGS} and {@value #KEPT}.
   *
   * @param sales of {@link Recovery}
   */
  static Dataset<Row> of(Dataset<Row> sales) {
    Column total = col(SalesColumn.TOTAL_SPENT.column());
    Column product =
        col(SalesColumn.PRICE_PER_UNIT.column()).multiply(col(SalesColumn.QUANTITY.column()));
    Column conflict =
        col(ItemDirectory.ITEMS_AT_PRICE).gt(1).or(col(ItemDirectory.PRICES_OF_ITEM).gt(1));
    Column repeated =
        col(TRANSACTION).isNotNull().and(count(lit(1)).over(Window.partitionBy(TRANSACTION)).gt(1));
    return sales
        .withColumn(
            FLAGS,
            list(
                named(total.notEqual(product), RetailRule.TOTAL_MISMATCH),
                named(conflict, RetailRule.ITEM_CONFLICT),
                named(repeated, RetailRule.REPEATED_TRANSACTION)))
        .withColumn(
            REASONS,
            when(col(TextFields.MALFORMED), array(lit(RetailRule.WRONG_NUMBER_OF_FIELDS.reason())))
                .otherwise(
                    list(
                        missing(SalesColumn.CATEGORY, RetailRule.MISSING_CATEGORY),
                        missing(SalesColumn.PRICE_PER_UNIT, RetailRule.MISSING_PRICE),
                        missing(SalesColumn.QUANTITY, RetailRule.MISSING_QUANTITY),
                        missing(SalesColumn.TOTAL_SPENT, RetailRule.MISSING_TOTAL))))
        .withColumn(KEPT, size(col(REASONS)).equalTo(0));
  }

  private static Column missing(SalesColumn column, RetailRule rule) {
    return named(col(column.column()).isNull(), rule);
  }

  private static Column named(Column applies, RetailRule rule) {
    return when(applies, lit(rule.reason()));
  }

  private static Column list(Column... rules) {
    return array_compact(array(rules));
  }
}
