package io.millrace.spark.retail;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.millrace.model.retail.RetailRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Fills fields in that the row's other fields, or the item directory, leave one answer for.
 *
 * <p>One pass in this order is the fixpoint: every rule needs the price or gives it, so the price
 * comes first; what the other rules fill in, they fill in beside a known price, and no rule could
 * use it any more.
 */
final class Recovery {

  /** Array of the rules that filled a field in. */
  static final String RECOVERED = "recovered";

  /** Struct of item, price_per_unit, quantity and total_spent as they came. */
  static final String BEFORE = "before";

  private static final String CATEGORY = SalesColumn.CATEGORY.column();
  private static final String ITEM = SalesColumn.ITEM.column();
  private static final String PRICE = SalesColumn.PRICE_PER_UNIT.column();
  private static final String QUANTITY = SalesColumn.QUANTITY.column();
  private static final String TOTAL = SalesColumn.TOTAL_SPENT.column();

  private static final String DIRECTORY_PRICE = "directory_price";
  private static final String DIRECTORY_ITEM = "directory_item";

  /** Whole cents divide without a remainder or not at all. */
  private static final String DIVIDED_PRICE =
      "CASE WHEN CAST(total_spent * 100 AS BIGINT) % quantity = 0 THEN"
          + " CAST(CAST(CAST(total_spent * 100 AS BIGINT) DIV quantity AS DECIMAL(18,0)) * 0.01"
          + " AS DECIMAL(14,2)) END";

  private static final String DIVIDED_TOTAL =
      "CASE WHEN CAST(total_spent * 100 AS BIGINT) % CAST(price_per_unit * 100 AS BIGINT) = 0"
          + " AND total_spent >= price_per_unit AND price_per_unit > 0"
          + " THEN CAST(total_spent * 100 AS BIGINT) DIV CAST(price_per_unit * 100 AS BIGINT) END";

  private Recovery() {}

  /**
   * Adds {@value #RECOVERED} and {@value #BEFORE}, and what the directory has of the row: {@value
   * ItemDirectory#ITEMS_AT_PRICE} and {@value ItemDirectory#PRICES_OF_ITEM}, null for none.
   *
   * @param sales of {@link TypedSales}
   * @param directory of {@link ItemDirectory}
   */
  static Dataset<Row> of(Dataset<Row> sales, Dataset<Row> directory) {
    Dataset<Row> filled =
        sales
            .withColumn(BEFORE, struct(col(ITEM), col(PRICE), col(QUANTITY), col(TOTAL)))
            .join(
                broadcast(ItemDirectory.prices(directory, DIRECTORY_PRICE)),
                columns(CATEGORY, ITEM),
                "left");
    Column divided = expr(DIVIDED_PRICE);
    filled =
        fill(
            filled,
            PRICE,
            RetailRule.PRICE_FROM_TOTAL_AND_QUANTITY,
            when(col(DIRECTORY_PRICE).isNull().or(col(DIRECTORY_PRICE).equalTo(divided)), divided));
    filled =
        fill(
            filled,
            PRICE,
            RetailRule.PRICE_FROM_DIRECTORY,
            when(col(TOTAL).isNull().or(col(QUANTITY).isNull()), col(DIRECTORY_PRICE)));
    filled =
        filled.join(
            broadcast(ItemDirectory.items(directory, DIRECTORY_ITEM)),
            columns(CATEGORY, PRICE),
            "left");
    filled = fill(filled, ITEM, RetailRule.ITEM_FROM_DIRECTORY, col(DIRECTORY_ITEM));
    filled =
        fill(
            filled,
            TOTAL,
            RetailRule.TOTAL_FROM_PRICE_AND_QUANTITY,
            col(PRICE).multiply(col(QUANTITY)).cast(Numbers.MONEY));
    filled = fill(filled, QUANTITY, RetailRule.QUANTITY_FROM_TOTAL_AND_PRICE, expr(DIVIDED_TOTAL));
    List<Column> rules = new ArrayList<>();
    for (RetailRule rule : RetailRule.of(RetailRule.Action.RECOVER)) {
      rules.add(when(col(by(rule)), lit(rule.reason())));
    }
    Dataset<Row> named =
        filled.withColumn(RECOVERED, array_compact(array(rules.toArray(Column[]::new))));
    for (RetailRule rule : RetailRule.of(RetailRule.Action.RECOVER)) {
      named = named.drop(by(rule));
    }
    return named.drop(DIRECTORY_PRICE, DIRECTORY_ITEM);
  }

  private static Dataset<Row> fill(
      Dataset<Row> rows, String column, RetailRule rule, Column answer) {
    return rows.withColumn(by(rule), col(column).isNull().and(answer.isNotNull()))
        .withColumn(column, coalesce(col(column), answer));
  }

  private static String by(RetailRule rule) {
    return "by_" + rule.name().toLowerCase(Locale.ROOT);
  }

  private static String[] columns(String... names) {
    return names;
  }
}
