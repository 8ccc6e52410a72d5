package io.millrace.spark.retail;

import static io.millrace.spark.retail.TextFields.LINE;
import static io.millrace.spark.retail.TextFields.MALFORMED;
import static io.millrace.spark.retail.TextFields.RECORD;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.millrace.model.retail.RetailRule;
import io.millrace.spark.retail.Conventions.DateOrder;
import io.millrace.spark.retail.Conventions.DecimalMark;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Sales with typed columns. What cannot be read as what its column holds is null, and stands in
 * {@value #UNPARSED} as it came.
 */
final class TypedSales {

  /** Array of (column, value, reason). */
  static final String UNPARSED = "unparsed";

  /** English name of the date's day. */
  static final String DAY_OF_WEEK = "day_of_week";

  /** YYYY-MM. */
  static final String MONTH = "transaction_month";

  private static final Object[] YES = {"true", "yes", "y", "t", "1", "1.0"};
  private static final Object[] NO = {"false", "no", "n", "f", "0", "0.0"};
  private static final Object[] PLACEHOLDERS = {"error", "unknown"};

  private TypedSales() {}

  /**
   * What a file shows of its conventions: those of its dates and numbers that can be read in one
   * way only. Where they contradict each other, nothing is decided.
   *
   * @param texts of {@link TextFields}
   */
  static Conventions conventions(Dataset<Row> texts) {
    Column date = col(SalesColumn.TRANSACTION_DATE.column());
    Row seen =
        texts
            .agg(
                max(Dates.shows(date, DateOrder.DAY_FIRST)),
                max(Dates.shows(date, DateOrder.MONTH_FIRST)),
                max(anyNumberShows(DecimalMark.POINT)),
                max(anyNumberShows(DecimalMark.COMMA)))
            .first();
    return new Conventions(
        either(seen, 0, DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST),
        either(seen, 2, DecimalMark.POINT, DecimalMark.COMMA),
        Optional.empty());
  }

  private static Column anyNumberShows(DecimalMark mark) {
    Column any = lit(false);
    for (SalesColumn column : SalesColumn.numbers()) {
      any = any.or(coalesce(Numbers.shows(Numbers.bare(col(column.column())), mark), lit(false)));
    }
    return any;
  }

  private static <C> Optional<C> either(Row seen, int index, C first, C second) {
    boolean isFirst = !seen.isNullAt(index) && seen.getBoolean(index);
    boolean isSecond = !seen.isNullAt(index + 1) && seen.getBoolean(index + 1);
    if (isFirst == isSecond) {
      return Optional.empty();
    }
    return Optional.of(isFirst ? first : second);
  }

  /**
   * Types the columns. In steps, so that Spark reads each text once.
   *
   * @param texts of {@link TextFields}
   */
  static Dataset<Row> of(Dataset<Row> texts, Conventions conventions) {
    Dataset<Row> steps = texts;
    for (SalesColumn column : SalesColumn.numbers()) {
      steps = steps.withColumn(bare(column), Numbers.bare(col(column.column())));
    }
    for (SalesColumn column : SalesColumn.values()) {
      steps = steps.withColumn(read(column), value(column, conventions));
    }
    for (SalesColumn column : SalesColumn.values()) {
      steps =
          steps.withColumn(
              wrong(column),
              when(
                      lower(col(column.column())).isin(PLACEHOLDERS),
                      lit(RetailRule.PLACEHOLDER.reason()))
                  .otherwise(reason(column, conventions)));
    }
    List<Column> columns = new ArrayList<>(List.of(col(LINE), col(RECORD), col(MALFORMED)));
    List<Column> unparsed = new ArrayList<>();
    for (SalesColumn column : SalesColumn.values()) {
      Column value = col(read(column));
      if (column == SalesColumn.PRICE_PER_UNIT || column == SalesColumn.TOTAL_SPENT) {
        value = value.cast(Numbers.MONEY);
      } else if (column == SalesColumn.QUANTITY) {
        value = value.cast("long");
      }
      columns.add(when(col(wrong(column)).isNull(), value).as(column.column()));
      unparsed.add(
          when(
              col(wrong(column)).isNotNull(),
              struct(
                  lit(column.column()).as("column"),
                  col(column.column()).as("value"),
                  col(wrong(column)).as("reason"))));
    }
    columns.add(array_compact(array(unparsed.toArray(Column[]::new))).as(UNPARSED));
    Column date = col(SalesColumn.TRANSACTION_DATE.column());
    return steps
        .select(columns.toArray(Column[]::new))
        .withColumn(DAY_OF_WEEK, date_format(date, "EEEE"))
        .withColumn(MONTH, date_format(date, "yyyy-MM"));
  }

  private static Column value(SalesColumn column, Conventions conventions) {
    Column text = col(column.column());
    return switch (column) {
      case TRANSACTION_ID, CUSTOMER_ID, CATEGORY, ITEM, PAYMENT_METHOD, LOCATION -> text;
      case PRICE_PER_UNIT, QUANTITY, TOTAL_SPENT ->
          Numbers.number(col(bare(column)), conventions.decimalMark());
      case TRANSACTION_DATE -> Dates.date(text, conventions);
      case DISCOUNT_APPLIED -> lower(text).isin(YES);
    };
  }

  private static Column reason(SalesColumn column, Conventions conventions) {
    Column text = col(column.column());
    Column value = col(read(column));
    return switch (column) {
      case TRANSACTION_ID, CUSTOMER_ID, CATEGORY, ITEM, PAYMENT_METHOD, LOCATION ->
          lit(null).cast("string");
      case PRICE_PER_UNIT, TOTAL_SPENT ->
          Numbers.wrongMoney(col(bare(column)), value, conventions.decimalMark());
      case QUANTITY -> Numbers.wrongQuantity(col(bare(column)), value, conventions.decimalMark());
      case TRANSACTION_DATE -> Dates.wrong(text, value, conventions);
      case DISCOUNT_APPLIED ->
          when(
              lower(text).isin(YES).or(lower(text).isin(NO)).equalTo(false),
              lit(RetailRule.NOT_A_FLAG.reason()));
    };
  }

  private static String bare(SalesColumn column) {
    return column.column() + "_bare";
  }

  private static String read(SalesColumn column) {
    return column.column() + "_read";
  }

  private static String wrong(SalesColumn column) {
    return column.column() + "_wrong";
  }
}
