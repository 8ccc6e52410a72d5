package io.millrace.spark.flights.batch;

import static io.millrace.spark.flights.batch.SnapshotsText.gzip;
import static io.millrace.spark.flights.batch.SnapshotsText.snapshot;
import static io.millrace.spark.flights.batch.SnapshotsText.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.flights.RawSnapshotName;
import io.millrace.spark.batch.BatchStack;
import io.millrace.spark.batch.ObjectStore;
import io.millrace.spark.batch.RunId;
import io.millrace.spark.batch.SharedBatchStack;
import io.millrace.spark.batch.compact.CompactJob;
import io.millrace.spark.batch.compact.CompactOptions;
import io.millrace.spark.batch.compact.RawSnapshots;
import io.millrace.spark.batch.dataset.PublishedDataset;
import io.millrace.spark.config.SparkSessions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedBatchStack.class)
class CompactedSnapshotsIT {

  private static final Instant NOON = Instant.parse("2019-03-01T12:00:00Z");
  private static final String RAW = "s3a://raw-data/flights/";
  private static final String CHECKPOINTS = "s3a://streaming-aggregations/_compacted_snapshots";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static BatchStack stack;
  private static SparkSession spark;
  private static ObjectStore store;

  @BeforeAll
  static void start(BatchStack shared) {
    stack = shared;
    spark = SparkSessions.forBatch("test", stack.config().master(), stack.config().s3(), false);
    store = new ObjectStore(spark.sparkContext().hadoopConfiguration());
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void computesTheSameDaysFromSnapshotsThatWereCompacted() throws Exception {
    byte[] whole = gzip(snapshot(NOON, state(5, NOON, 47)));
    put(name(901, 0), gzip(snapshot(NOON, state(1, NOON, 47), state(2, NOON, 91))));
    put(name(902, 10), gzip(snapshot(NOON.plusSeconds(10), state(1, NOON.plusSeconds(10), 47))));
    put(name(903, 20), Arrays.copyOf(whole, whole.length / 2));
    put("unattributed_0_7.json.gz", gzip(snapshot(NOON, state(4, NOON, 47))));
    JsonNode before = flights("*");
    List<String> rows = rows();
    assertThat(rows).hasSize(4);
    assertThat(compaction().dryRun().json())
        .as("no batch is committed")
        .contains("\"files_before\":0", "\"raw_files_left_to_the_stream\":4");

    awaitCommitted(3);
    JsonNode first = compact();

    assertThat(first.get("files_before").asLong()).isEqualTo(3);
    assertThat(first.get("files_after").asLong()).isEqualTo(1);
    assertThat(store.below(RAW)).containsExactly(RAW + "unattributed_0_7.json.gz");
    JsonNode after = flights("*");
    assertThat(rows()).isEqualTo(rows);
    for (String number :
        List.of("input_objects", "input_bytes", "rows_read", "rejects_by_reason")) {
      assertThat(after.get(number)).as(number).isEqualTo(before.get(number));
    }
    assertThat(flights("000000000902_*").get("rows_read").asLong()).isEqualTo(1);

    put(name(904, 30), gzip(snapshot(NOON.plusSeconds(30), state(1, NOON.plusSeconds(30), 47))));
    assertThat(flights("*").get("input_objects").asLong()).isEqualTo(5);
    List<String> more = rows();
    awaitCommitted(1);
    compact();

    assertThat(new PublishedDataset(store, RawSnapshots.DATASET).current().files())
        .as("what two runs took in of a day")
        .hasSize(1);
    assertThat(flights("*").get("input_objects").asLong()).isEqualTo(5);
    assertThat(rows()).hasSize(5).isEqualTo(more);
  }

  /** A commit of the stream that is younger than all objects, by the store's whole seconds. */
  private static void awaitCommitted(int objects) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              store.write(CHECKPOINTS + "/opensky-snapshots/commits/7", "v1\n{}");
              return compaction().dryRun().json().contains("\"files_before\":" + objects + ",");
            });
  }

  private static CompactJob compaction() {
    return new CompactJob(
        store,
        new CompactOptions(
            List.of(CompactOptions.RAW_FLIGHTS),
            128L << 20,
            Duration.ZERO,
            Duration.ofHours(1),
            Duration.ZERO,
            CHECKPOINTS));
  }

  private static JsonNode compact() throws Exception {
    return new ObjectMapper().readTree(compaction().run(spark, RunId.at(Instant.now())).json());
  }

  private static JsonNode flights(String names) throws Exception {
    FlightsBatchJob job = new FlightsBatchJob(spark, stack.config(), RunId.at(Instant.now()));
    return new ObjectMapper().readTree(job.run(new FlightInput.Snapshots(RAW + names)).json());
  }

  private static List<String> rows() {
    return stack.texts(
        "SELECT toString(tuple(*)) AS r FROM opensky.flights_batch"
            + " WHERE toDate(observed_at) = '2019-03-01' ORDER BY r");
  }

  private static String name(long id, int seconds) {
    return new RawSnapshotName(id, NOON.plusSeconds(seconds), "aaaaaaaa", "live").format();
  }

  private static void put(String name, byte[] bytes) throws Exception {
    try (FSDataOutputStream out = store.create(RAW + name)) {
      out.write(bytes);
    }
  }
}
