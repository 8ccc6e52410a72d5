package io.millrace.spark.batch.compact;

import io.millrace.model.flights.RawSnapshotName;
import io.millrace.recordings.Recording;
import io.millrace.spark.batch.ObjectStore;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Reads raw snapshots, a row each: what the object's name says, and what it holds, decompressed. An
 * object that cannot be decompressed stays as it is, for whoever reads it to reject.
 */
final class SnapshotSource implements Rewriter.Source {

  static final StructType SCHEMA =
      new StructType()
          .add("snapshot_id", DataTypes.LongType, false)
          .add("name", DataTypes.StringType, false)
          .add("observed_at", DataTypes.TimestampType, false)
          .add("run", DataTypes.StringType, false)
          .add("source", DataTypes.StringType, false)
          .add("kept_bytes", DataTypes.LongType, false)
          .add("body", DataTypes.BinaryType, false);

  private static final int OBJECTS_PER_TASK = 200;

  private final SparkSession spark;
  private final Broadcast<SerializableConfiguration> hadoop;

  SnapshotSource(SparkSession spark) {
    this.spark = spark;
    this.hadoop =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .broadcast(new SerializableConfiguration(spark.sparkContext().hadoopConfiguration()));
  }

  @Override
  public StructType schema(List<String> objects) {
    return SCHEMA;
  }

  @Override
  public Set<String> required(List<String> objects) {
    return Set.copyOf(Arrays.asList(SCHEMA.fieldNames()));
  }

  @Override
  public Dataset<Row> rows(StructType schema, List<String> objects) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    int tasks =
        Math.max(
            Math.min(objects.size(), context.defaultParallelism()),
            objects.size() / OBJECTS_PER_TASK);
    Broadcast<SerializableConfiguration> configuration = hadoop;
    return spark.createDataFrame(
        context
            .parallelize(objects, tasks)
            .map(object -> row(new ObjectStore(configuration.value().value()), object)),
        SCHEMA.add(Rewriter.FILE, DataTypes.StringType, false));
  }

  private static Row row(ObjectStore store, String object) throws IOException {
    String ownName = object.substring(object.lastIndexOf('/') + 1);
    RawSnapshotName name =
        RawSnapshotName.parse(ownName)
            .orElseThrow(() -> new IOException(object + " has no name of a snapshot"));
    byte[] kept = store.bytes(object);
    return RowFactory.create(
        name.snapshotId(),
        ownName,
        Timestamp.from(name.observedAt()),
        name.run(),
        name.source(),
        (long) kept.length,
        decompressed(kept),
        object);
  }

  private static byte[] decompressed(byte[] kept) throws IOException {
    try (InputStream in = Recording.of(kept).open()) {
      return in.readAllBytes();
    } catch (ZipException | EOFException e) {
      return kept;
    }
  }
}
