package io.millrace.spark.archive;

import com.clickhouse.client.api.query.GenericRecord;
import io.millrace.model.Buckets;
import io.millrace.spark.config.StreamingConfig;
import io.millrace.spark.sink.ClickHouseTable;
import java.io.IOException;
import java.io.Serializable;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;

/**
 * Writes each hour of closed windows of a view of window metrics as one object: {@code
 * s3a://streaming-aggregations/<database>/<view>/date=…/hour=…/windows.parquet}.
 */
public final class HourArchiver implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final int SECONDS_PER_HOUR = 3_600;
  private static final DateTimeFormatter FOLDER =
      DateTimeFormatter.ofPattern("'date='yyyy-MM-dd'/hour='HH").withZone(ZoneOffset.UTC);

  private final StreamingConfig.ClickHouse server;
  private final String view;
  private final String partialsTable;
  private final List<String> key;
  private final List<ArchiveColumn> columns;

  /**
   * @param view {@code database.view} that answers exact windows
   * @param partialsTable {@code database.table} behind it
   * @param key the columns that make a row of a window unique, in the order of the rows
   * @param columns all columns but {@code window_start}
   */
  public HourArchiver(
      StreamingConfig.ClickHouse server,
      String view,
      String partialsTable,
      List<String> key,
      List<ArchiveColumn> columns) {
    this.server = server;
    this.view = view;
    this.partialsTable = partialsTable;
    this.key = List.copyOf(key);
    this.columns = List.copyOf(columns);
  }

  String partialsTable() {
    return partialsTable;
  }

  /**
   * Writes the closed windows of some hours over what is stored of them; an hour without any is
   * removed. ClickHouse is asked once for all of them.
   *
   * @param hours starts of hours, seconds since 1970, ascending
   * @param watermark windows that end up to here are closed
   */
  void archive(List<Long> hours, Instant watermark, Configuration hadoop) throws IOException {
    Map<Long, List<GenericRecord>> windows =
        windows(hours, watermark).stream()
            .collect(Collectors.groupingBy(window -> hour(window.getLong("window_seconds"))));
    MessageType schema = schema();
    SimpleGroupFactory groups = new SimpleGroupFactory(schema);
    for (long hour : hours) {
      Path path = path(hour);
      List<GenericRecord> rows = windows.get(hour);
      if (rows == null) {
        path.getFileSystem(hadoop).delete(path, false);
        continue;
      }
      ParquetObject object = new ParquetObject(schema);
      for (GenericRecord window : rows) {
        object.add(group(groups, window));
      }
      object.store(path, hadoop);
    }
  }

  private static long hour(long seconds) {
    return seconds - Math.floorMod(seconds, SECONDS_PER_HOUR);
  }

  private Path path(long hour) {
    return new Path(
        "s3a://%s/%s/%s/windows.parquet"
            .formatted(
                Buckets.STREAMING_AGGREGATIONS,
                view.replace('.', '/'),
                FOLDER.format(Instant.ofEpochSecond(hour))));
  }

  private List<GenericRecord> windows(List<Long> hours, Instant watermark) {
    // The range lets the primary key do its work, the list leaves out the hours in between.
    String sql =
        "SELECT toUnixTimestamp(window_start) AS window_seconds, * FROM "
            + view
            + " WHERE window_start >= fromUnixTimestamp({first:Int64})"
            + " AND window_start < fromUnixTimestamp({last:Int64} + 3600)"
            + " AND toUnixTimestamp(toStartOfHour(window_start)) IN ("
            + hours.stream().map(String::valueOf).collect(Collectors.joining(", "))
            + ") AND toUnixTimestamp(window_start) + 60 <= {watermark:Int64}"
            + " ORDER BY window_start, "
            + String.join(", ", key);
    return ClickHouseTable.query(
        server,
        sql,
        Map.of(
            "first", hours.get(0),
            "last", hours.get(hours.size() - 1),
            "watermark", watermark.getEpochSecond()));
  }

  private Group group(SimpleGroupFactory groups, GenericRecord window) {
    Group group = groups.newGroup();
    group.add("window_start", window.getLong("window_seconds") * 1_000_000);
    columns.forEach(column -> column.copy(window, group));
    return group;
  }

  private MessageType schema() {
    Types.MessageTypeBuilder schema = Types.buildMessage();
    schema
        .required(PrimitiveTypeName.INT64)
        .as(LogicalTypeAnnotation.timestampType(true, LogicalTypeAnnotation.TimeUnit.MICROS))
        .named("window_start");
    columns.forEach(column -> column.declare(schema));
    return schema.named("windows");
  }
}
