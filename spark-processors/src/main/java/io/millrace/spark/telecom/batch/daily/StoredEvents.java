package io.millrace.spark.telecom.batch.daily;

import io.millrace.model.telecom.TelecomRow;
import io.millrace.model.telecom.TelecomRule;
import io.millrace.spark.change.Origin;
import io.millrace.spark.sink.ClickHouseTable;
import io.millrace.spark.telecom.Contribution;
import io.millrace.spark.telecom.TelecomRows;
import io.millrace.spark.telecom.WindowSums;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Rows of {@code telecom_events} as the stream judges them: a row that is turned away has a reason
 * and nothing else. What is counted is also added up by window, with the stream's own sums, and
 * inserted when all rows have been read.
 *
 * <p>A task may run twice: the insert carries a token of its own.
 */
final class StoredEvents implements Iterator<Row> {

  /** As the stream's dead letters have a column that cannot be read. */
  private static final String WRONG_TYPE = "wrong_type";

  /** What is read of a row, µs and texts instead of types that have values without a number. */
  static final String SQL =
      """
      (SELECT event_id, event_type,
          (extract(epoch FROM event_time) * 1000000)::bigint AS event_micros,
          CASE WHEN isfinite(recorded_at)
               THEN (extract(epoch FROM recorded_at) * 1000000)::bigint END AS recorded_micros,
          region, subscriber, duration_seconds,
          megabytes::text AS megabytes, amount::text AS amount, event_time
      FROM telecom_events) AS events
      """;

  static final String[] READ = {
    "event_id",
    "event_type",
    "event_micros",
    "recorded_micros",
    "region",
    "subscriber",
    "duration_seconds",
    "megabytes",
    "amount"
  };

  /** What comes of a row. */
  static final StructType JUDGED =
      new StructType()
          .add("reason", DataTypes.StringType)
          .add("event_type", DataTypes.StringType)
          .add("region", DataTypes.StringType)
          .add("subscriber", DataTypes.StringType)
          .add("duration_seconds", DataTypes.LongType)
          .add("megabytes", DataTypes.createDecimalType(14, 3))
          .add("amount", DataTypes.createDecimalType(14, 2));

  private final Iterator<Row> rows;
  private final WindowSums sums = new WindowSums();
  private final ClickHouseTable windows;
  private final String token;
  private boolean inserted;

  /**
   * @param rows of {@link #READ}
   * @param windows which takes their sums
   * @param token of the task
   */
  StoredEvents(Iterator<Row> rows, ClickHouseTable windows, String token) {
    this.rows = rows;
    this.windows = windows;
    this.token = token;
  }

  @Override
  public boolean hasNext() {
    if (rows.hasNext()) {
      return true;
    }
    if (!inserted) {
      windows.insert(TelecomRows.partials(sums), token);
      inserted = true;
    }
    return false;
  }

  @Override
  public Row next() {
    Row row = rows.next();
    Optional<TelecomRow> event = event(row);
    if (event.isEmpty()) {
      return rejected(WRONG_TYPE);
    }
    TelecomRow read = event.get();
    Optional<TelecomRule> broken = TelecomRule.firstBroken(read);
    if (broken.isPresent()) {
      return rejected(broken.get().reason());
    }
    // Where the change was in Kafka and when it was committed is not known here, nor needed.
    sums.add(
        new Contribution(new Origin("telecom_events", 0, read.eventId()), 1, read, Instant.EPOCH));
    return RowFactory.create(
        null,
        read.eventType(),
        read.region(),
        read.subscriber(),
        read.durationSeconds(),
        read.megabytes(),
        read.amount());
  }

  private static Row rejected(String reason) {
    return RowFactory.create(reason, null, null, null, null, null, null);
  }

  /** The row as the stream reads its image; empty if that could not be read. */
  static Optional<TelecomRow> event(Row row) {
    Instant recorded = instant(row, 3);
    Number duration = row.getAs(6);
    try {
      return recorded == null
          ? Optional.empty()
          : Optional.of(
              new TelecomRow(
                  row.getLong(0),
                  row.getString(1),
                  instant(row, 2),
                  recorded,
                  row.getString(4),
                  row.getString(5),
                  duration == null ? null : duration.longValue(),
                  decimal(row.getString(7)),
                  decimal(row.getString(8))));
    } catch (NumberFormatException e) {
      // NaN
      return Optional.empty();
    }
  }

  private static @Nullable Instant instant(Row row, int index) {
    return row.isNullAt(index) ? null : Instant.EPOCH.plus(row.getLong(index), ChronoUnit.MICROS);
  }

  private static @Nullable BigDecimal decimal(@Nullable String text) {
    return text == null ? null : new BigDecimal(text);
  }
}
