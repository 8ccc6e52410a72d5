package io.millrace.spark.retail;

import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.col;

import io.millrace.spark.batch.Column;
import io.millrace.spark.batch.Column.Kind;
import io.millrace.spark.batch.Column.Nullability;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/** The tables of a run, each both Parquet of the dataset {@code retail} and in ClickHouse. */
enum ResultTable {
  /** Rows that are kept. */
  SALES("retail.sale_rows", "line"),
  /** The item directory. */
  ITEMS("retail.item_rows", "category", "price_per_unit", "item"),
  /** Rows that were dropped. */
  QUARANTINE("retail.quarantine_rows", "line"),
  /** Values that became null. */
  UNPARSED("retail.unparsed_rows", "line", "column_name");

  private final String clickHouse;
  private final String[] key;

  ResultTable(String clickHouse, String... key) {
    this.clickHouse = clickHouse;
    this.key = key;
  }

  /** {@code database.table} of the rows of all runs. */
  String clickHouse() {
    return clickHouse;
  }

  /** Its name within the dataset. */
  String parquet() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The table's rows.
   *
   * @param sales of {@link Verdicts}
   * @param directory of {@link ItemDirectory}
   */
  Dataset<Row> rows(Dataset<Row> sales, Dataset<Row> directory) {
    return switch (this) {
      case SALES ->
          sales
              .where(col(Verdicts.KEPT))
              .selectExpr(
                  "line",
                  "transaction_id",
                  "customer_id",
                  "category",
                  "item",
                  "price_per_unit",
                  "quantity",
                  "total_spent",
                  "payment_method",
                  "location",
                  "transaction_date",
                  "day_of_week",
                  "transaction_month",
                  "discount_applied",
                  "recovered",
                  "flags");
      case ITEMS ->
          directory.selectExpr(
              "category", "item", "price_per_unit", "sales", "items_at_price", "prices_of_item");
      case QUARANTINE ->
          sales
              .where(col(Verdicts.KEPT).equalTo(false))
              .selectExpr(
                  "line",
                  "record",
                  "transaction_id",
                  "category",
                  "item",
                  "price_per_unit",
                  "quantity",
                  "total_spent",
                  "recovered",
                  "reasons");
      case UNPARSED ->
          sales
              .selectExpr("line", "kept", "explode(unparsed) AS of")
              .selectExpr("line", "of.column AS column_name", "of.value", "of.reason", "kept");
    };
  }

  /** In the order that a task inserts them in, also when it is done again. */
  Dataset<Row> sorted(Dataset<Row> rows) {
    String[] more = new String[key.length - 1];
    System.arraycopy(key, 1, more, 0, more.length);
    return rows.sortWithinPartitions(key[0], more);
  }

  /** The columns as they are inserted: decimals, dates and whole numbers as texts. */
  static List<Column> inserted(Dataset<Row> rows) {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("run_id", Kind.TEXT, Nullability.REQUIRED));
    for (StructField field : rows.schema().fields()) {
      Kind kind = Kind.TEXT;
      if (field.dataType() instanceof ArrayType) {
        kind = Kind.TEXTS;
      } else if (field.dataType().equals(DataTypes.BooleanType)) {
        kind = Kind.FLAG;
      }
      columns.add(
          new Column(
              field.name(), kind, field.nullable() ? Nullability.OPTIONAL : Nullability.REQUIRED));
    }
    return columns;
  }

  /** The rows as {@link #inserted} says. */
  static Dataset<Row> asInserted(Dataset<Row> rows, String run) {
    List<org.apache.spark.sql.Column> columns = new ArrayList<>();
    columns.add(org.apache.spark.sql.functions.lit(run).as("run_id"));
    for (StructField field : rows.schema().fields()) {
      org.apache.spark.sql.Column column = col(field.name());
      if (field.dataType() instanceof ArrayType) {
        column = array_join(column, ",");
      } else if (!field.dataType().equals(DataTypes.BooleanType)) {
        column = column.cast(DataTypes.StringType);
      }
      columns.add(column.as(field.name()));
    }
    return rows.select(columns.toArray(org.apache.spark.sql.Column[]::new));
  }
}
