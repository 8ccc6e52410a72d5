package io.millrace.spark.archive;

import com.clickhouse.client.api.query.GenericRecord;
import io.millrace.model.Buckets;
import io.millrace.spark.config.StreamingConfig;
import io.millrace.spark.sink.ClickHouseTable;
import java.io.IOException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;

/**
 * Writes each hour of closed windows of a view of window metrics as one object: {@code
 * s3a://streaming-aggregations/<database>/<view>/date=…/hour=…/windows.parquet}.
 *
 * <p>The view has {@code window_start}, text dimensions, whole-number measures and decimal
 * measures.
 */
public final class HourArchiver implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final int SECONDS_PER_HOUR = 3_600;
  private static final int DECIMAL_DIGITS = 38;
  private static final int DECIMAL_BYTES = 16;
  private static final DateTimeFormatter FOLDER =
      DateTimeFormatter.ofPattern("'date='yyyy-MM-dd'/hour='HH").withZone(ZoneOffset.UTC);

  private final StreamingConfig.ClickHouse server;
  private final String view;
  private final String partialsTable;
  private final List<String> dimensions;
  private final List<String> counts;
  private final Map<String, Integer> decimalScales;

  /**
   * @param view {@code database.view} that answers exact windows
   * @param partialsTable {@code database.table} behind it
   * @param dimensions text columns
   * @param counts columns of whole numbers
   * @param decimalScales scale of each decimal column, by name
   */
  public HourArchiver(
      StreamingConfig.ClickHouse server,
      String view,
      String partialsTable,
      List<String> dimensions,
      List<String> counts,
      Map<String, Integer> decimalScales) {
    this.server = server;
    this.view = view;
    this.partialsTable = partialsTable;
    this.dimensions = List.copyOf(dimensions);
    this.counts = List.copyOf(counts);
    this.decimalScales = Map.copyOf(decimalScales);
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
            + String.join(", ", dimensions);
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
    for (String dimension : dimensions) {
      group.add(dimension, window.getString(dimension));
    }
    for (String count : counts) {
      group.add(count, window.getBigInteger(count).longValueExact());
    }
    decimalScales.forEach(
        (column, scale) -> group.add(column, binary(window.getBigDecimal(column), scale)));
    return group;
  }

  private MessageType schema() {
    Types.MessageTypeBuilder schema = Types.buildMessage();
    schema
        .required(PrimitiveTypeName.INT64)
        .as(LogicalTypeAnnotation.timestampType(true, LogicalTypeAnnotation.TimeUnit.MICROS))
        .named("window_start");
    for (String dimension : dimensions) {
      schema
          .required(PrimitiveTypeName.BINARY)
          .as(LogicalTypeAnnotation.stringType())
          .named(dimension);
    }
    for (String count : counts) {
      schema.required(PrimitiveTypeName.INT64).named(count);
    }
    decimalScales.forEach(
        (column, scale) ->
            schema
                .required(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY)
                .length(DECIMAL_BYTES)
                .as(LogicalTypeAnnotation.decimalType(scale, DECIMAL_DIGITS))
                .named(column));
    return schema.named("windows");
  }

  /** Parquet's decimal: the unscaled value, two's complement, big-endian, sign-extended. */
  private static Binary binary(BigDecimal number, int scale) {
    byte[] unscaled = number.setScale(scale).unscaledValue().toByteArray();
    byte[] bytes = new byte[DECIMAL_BYTES];
    int start = DECIMAL_BYTES - unscaled.length;
    Arrays.fill(bytes, 0, start, (byte) (number.signum() < 0 ? -1 : 0));
    System.arraycopy(unscaled, 0, bytes, start, unscaled.length);
    return Binary.fromConstantByteArray(bytes);
  }
}
