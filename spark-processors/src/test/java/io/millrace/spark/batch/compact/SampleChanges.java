package io.millrace.spark.batch.compact;

import io.millrace.spark.batch.ObjectStore;
import io.millrace.spark.batch.RowFile;
import java.util.List;
import java.util.UUID;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A raw archive of telecom's changes, as the stream leaves it. */
final class SampleChanges {

  private static final StructType SCHEMA =
      new StructType()
          .add("topic", DataTypes.StringType)
          .add("kafka_partition", DataTypes.IntegerType)
          .add("kafka_offset", DataTypes.LongType)
          .add("key", DataTypes.StringType)
          .add("value", DataTypes.StringType)
          .add("op", DataTypes.StringType);

  private final SparkSession spark;
  private final ObjectStore store;
  private final String checkpoints;

  SampleChanges(SparkSession spark, ObjectStore store, String checkpoints) {
    this.spark = spark;
    this.store = store;
    this.checkpoints = checkpoints;
  }

  /** One record, whose offset is the number of its batch. */
  void write(long batch, String day, int hour, String subscriber, String counterparty)
      throws Exception {
    String path =
        "s3a://raw-data/telecom/telecom_events/date=%s/hour=%02d/batch=%08d/part-00000-%s.c000.zstd.parquet"
            .formatted(day, hour, batch, UUID.randomUUID());
    String value =
        """
        {"before":null,"after":{"event_id":%d,"subscriber":"%s","counterparty":"%s"},"op":"c"}"""
            .formatted(batch, subscriber, counterparty);
    RowFile file = new RowFile(spark.sparkContext().hadoopConfiguration(), path, SCHEMA);
    file.add(
        (InternalRow)
            CatalystTypeConverters.createToCatalystConverter(SCHEMA)
                .apply(
                    RowFactory.create(
                        "telecom.public.telecom_events",
                        0,
                        batch,
                        "{\"event_id\":" + batch + "}",
                        value,
                        "c")));
    file.close();
  }

  /** As the query's checkpoint says it. */
  void commit(long batch) throws Exception {
    store.write(checkpoints + "/telecom-raw/commits/" + batch, "v1\n{}");
  }

  /** The events of the whole archive, in the order in which they came. */
  List<String> values(RawChanges archive) throws Exception {
    return spark
        .read()
        .parquet(archive.files().toArray(String[]::new))
        .orderBy("kafka_offset")
        .select("value")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }
}
