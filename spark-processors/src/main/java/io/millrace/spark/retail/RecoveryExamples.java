package io.millrace.spark.retail;

import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/** A few rows that show what recovery did: before → after, each combination of rules in turn. */
final class RecoveryExamples {

  /** Rows shown; more than there are combinations of rules, so each one that occurs is shown. */
  static final int ROWS = 20;

  private RecoveryExamples() {}

  /**
   * The rows.
   *
   * @param sales of {@link Verdicts}
   */
  static Dataset<Row> of(Dataset<Row> sales) {
    Column rules = array_join(col(Recovery.RECOVERED), ", ");
    List<Column> columns = new ArrayList<>();
    columns.add(col(TextFields.LINE));
    columns.add(col(SalesColumn.CATEGORY.column()));
    for (SalesColumn column :
        List.of(
            SalesColumn.ITEM,
            SalesColumn.PRICE_PER_UNIT,
            SalesColumn.QUANTITY,
            SalesColumn.TOTAL_SPENT)) {
      columns.add(change(column.column()));
    }
    columns.add(rules.as("recovered_by"));
    columns.add(
        when(col(Verdicts.KEPT), "kept")
            .otherwise(array_join(col(Verdicts.REASONS), ", "))
            .as("verdict"));
    return sales
        .where(size(col(Recovery.RECOVERED)).gt(0))
        .withColumn(
            "turn",
            row_number().over(Window.partitionBy(rules, col(Verdicts.KEPT)).orderBy("line")))
        .orderBy("turn", "line")
        .limit(ROWS)
        .select(columns.toArray(Column[]::new));
  }

  private static Column change(String column) {
    Column before = col(Recovery.BEFORE + "." + column).cast("string");
    Column after = col(column).cast("string");
    return when(before.isNull().and(after.isNotNull()), concat(lit("? → "), after))
        .otherwise(after)
        .as(column);
  }
}
