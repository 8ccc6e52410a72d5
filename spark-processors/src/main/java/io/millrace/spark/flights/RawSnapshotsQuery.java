package io.millrace.spark.flights;

import io.millrace.model.Buckets;
import io.millrace.model.flights.RawSnapshotName;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Snapshots of the topic {@code raw_flights}, byte for byte, to {@code s3a://raw-data/flights/},
 * one object each, named as {@link RawSnapshotName} says. A replayed micro-batch writes the same
 * objects again.
 */
public final class RawSnapshotsQuery {

  /** The query's name. */
  public static final String NAME = "opensky-snapshots";

  /** Where the objects are. */
  public static final String FOLDER = "s3a://" + Buckets.RAW_DATA + "/flights";

  private RawSnapshotsQuery() {}

  /** Starts the query on records with their headers. */
  public static StreamingQuery start(
      Dataset<Row> records, Duration trigger, String checkpointLocation) throws TimeoutException {
    VoidFunction2<Dataset<Row>, Long> write = RawSnapshotsQuery::write;
    return records
        .writeStream()
        .queryName(NAME)
        .option("checkpointLocation", checkpointLocation + "/" + NAME)
        .trigger(Trigger.ProcessingTime(trigger.toMillis()))
        .foreachBatch(write)
        .start();
  }

  private static void write(Dataset<Row> records, long batchId) {
    JavaSparkContext context =
        JavaSparkContext.fromSparkContext(records.sparkSession().sparkContext());
    Broadcast<SerializableConfiguration> hadoop =
        context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
    try {
      records
          .select("partition", "offset", "value", "headers")
          .toJavaRDD()
          .foreachPartition(rows -> store(rows, hadoop.value().value()));
    } finally {
      hadoop.destroy();
    }
  }

  private static void store(Iterator<Row> records, Configuration hadoop) throws IOException {
    while (records.hasNext()) {
      Row record = records.next();
      byte[] body = record.getAs(2);
      if (body == null) {
        continue;
      }
      Path path = new Path(FOLDER, name(record));
      FileSystem store = path.getFileSystem(hadoop);
      try (OutputStream out = store.create(path, true)) {
        out.write(body);
      }
    }
  }

  /** The object's name; one of its own for a record that the platform did not write. */
  private static String name(Row record) {
    Map<String, String> headers = headers(record);
    try {
      return new RawSnapshotName(
              Long.parseLong(headers.getOrDefault("snapshot_id", "")),
              Instant.parse(headers.getOrDefault("observed_at", "")),
              headers.getOrDefault("run", ""),
              headers.getOrDefault("source", ""))
          .format();
    } catch (IllegalArgumentException | DateTimeParseException e) {
      return "unattributed_%d_%d%s"
          .formatted(record.getInt(0), record.getLong(1), RawSnapshotName.EXTENSION);
    }
  }

  private static Map<String, String> headers(Row record) {
    Map<String, String> headers = new HashMap<>();
    if (!record.isNullAt(3)) {
      List<Row> all = record.getList(3);
      for (Row header : all) {
        byte[] value = header.getAs(1);
        headers.put(header.getString(0), new String(value, StandardCharsets.UTF_8));
      }
    }
    return headers;
  }
}
