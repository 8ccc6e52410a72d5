package io.millrace.spark.telecom.batch.percentiles;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Percentiles of events by day, hour, event type, region and measure, as a pure function of their
 * rows. Each event counts in four groups of each measure it has: its hour and the whole day, its
 * region and all regions.
 */
final class Percentiles {

  /** The share of events below each percentile. */
  static final List<Double> SHARES = List.of(0.5, 0.9, 0.95, 0.99, 0.999);

  /** What the hour of a whole day is. */
  static final int WHOLE_DAY = -1;

  /** What the region of all regions is. */
  static final String ALL = "ALL";

  static final String EXACT_DEFINITION =
      "linear interpolation between the closest of n sorted values at position share * (n - 1)"
          + " (Hyndman and Fan's type 7)";

  static final String APPROXIMATE_DEFINITION =
      "Greenwald and Khanna's summary (Spark's percentile_approx): an event's own value";

  private static final String[] GROUP = {"day", "hour", "event_type", "region", "measure"};

  private final int accuracy;

  /**
   * @param accuracy the approximate ranks are at most 1/accuracy of the events away
   */
  Percentiles(int accuracy) {
    this.accuracy = accuracy;
  }

  /**
   * A row a group: the columns of its key, {@code n}, {@code exact}, {@code approximate} and, for
   * each of the approximate values, how many values are {@code below} it and {@code up_to} it.
   *
   * @param events of the dataset's table {@code events}
   */
  Dataset<Row> of(Dataset<Row> events) {
    Dataset<Row> values =
        events
            .selectExpr(
                "to_date(event_time) AS day",
                "explode(array(hour(event_time), " + WHOLE_DAY + ")) AS hour",
                "event_type",
                "region AS one_region",
                "duration_seconds",
                "megabytes",
                "amount")
            .selectExpr(
                "day",
                "hour",
                "event_type",
                "explode(array(one_region, '" + ALL + "')) AS region",
                "duration_seconds",
                "megabytes",
                "amount")
            .selectExpr(
                "day",
                "hour",
                "event_type",
                "region",
                "stack(3, 'duration', CAST(duration_seconds AS DOUBLE),"
                    + " 'megabytes', CAST(megabytes AS DOUBLE),"
                    + " 'amount', CAST(amount AS DOUBLE)) AS (measure, value)")
            .where("value IS NOT NULL");
    String shares =
        SHARES.stream().map(String::valueOf).collect(Collectors.joining(", ", "array(", ")"));
    Dataset<Row> percentiles =
        values
            .groupBy(columns())
            .agg(
                functions.expr("count(value)").as("n"),
                functions.expr("percentile(value, " + shares + ")").as("exact"),
                functions
                    .expr("percentile_approx(value, " + shares + ", " + accuracy + ")")
                    .as("approximate"));
    // The ranks that the approximate values have in truth, counted from the values themselves.
    Dataset<Row> ranked =
        values
            .join(functions.broadcast(percentiles.select(with("approximate"))), GROUP)
            .groupBy(columns())
            .agg(functions.expr(counts("<")).as("below"), functions.expr(counts("<=")).as("up_to"));
    return percentiles.join(ranked, GROUP);
  }

  private static Column[] columns() {
    return Arrays.stream(GROUP).map(functions::col).toArray(Column[]::new);
  }

  private static Column[] with(String more) {
    return Stream.concat(Arrays.stream(columns()), Stream.of(functions.col(more)))
        .toArray(Column[]::new);
  }

  private static String counts(String comparison) {
    return IntStream.range(0, SHARES.size())
        .mapToObj(i -> "count_if(value " + comparison + " approximate[" + i + "])")
        .collect(Collectors.joining(", ", "array(", ")"));
  }
}
