package io.millrace.spark.batch.compact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.Domain;
import io.millrace.spark.batch.BatchException;
import io.millrace.spark.batch.BatchStack;
import io.millrace.spark.batch.ByteSize;
import io.millrace.spark.batch.ObjectStore;
import io.millrace.spark.batch.RunId;
import io.millrace.spark.batch.SharedBatchStack;
import io.millrace.spark.batch.dataset.DataFile;
import io.millrace.spark.batch.dataset.Manifest;
import io.millrace.spark.config.SparkSessions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedBatchStack.class)
class CompactIT {

  private static final String HIM = "415643a15c39c46d-67";
  private static final String OTHER = "5017926e07fa12ed-72";
  private static final String CHECKPOINTS = "s3a://streaming-aggregations/_compact_tests";
  private static final Duration HOUR = Duration.ofHours(1);

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
  void putsFewSortedFilesInThePlaceOfManyWithTheSameRowsAndTypes() throws Exception {
    SampleEvents events = new SampleEvents(spark, store, "compacted");
    events.publish(6, 100);
    Manifest before = events.dataset().current();
    String rows = events.fingerprint(stack);

    JsonNode planned = json(job("compacted", HOUR).dryRun().json());
    assertThat(planned.get("files_before").asLong()).isEqualTo(12);
    assertThat(planned.get("files_planned").asLong()).isEqualTo(2);
    assertThat(events.dataset().current()).as("a dry run writes nothing").isEqualTo(before);

    JsonNode report = run(job("compacted", HOUR));

    Manifest after = events.dataset().current();
    assertThat(events.fingerprint(stack)).isEqualTo(rows);
    assertThat(after.files()).hasSize(2);
    assertThat(after.files())
        .extracting(DataFile::partition)
        .containsExactlyInAnyOrder("date=2021-10-17", "date=2021-10-18");
    assertThat(after.rows("events")).isEqualTo(before.rows("events"));
    assertThat(report.get("rows_read").asLong()).isEqualTo(1_200);
    assertThat(report.get("files_before").asLong()).isEqualTo(12);
    assertThat(report.get("files_after").asLong()).isEqualTo(2);
    assertThat(report.get("files_before_by_partition").toString())
        .isEqualTo(
            "{\"compacted events date=2021-10-17\":6,\"compacted events date=2021-10-18\":6}");
    assertThat(report.get("bytes_after").asLong())
        .isLessThan(report.get("bytes_before").asLong())
        .isEqualTo(after.files().stream().mapToLong(DataFile::bytes).sum());
    for (DataFile file : after.files()) {
      assertThat(file.bytes()).isEqualTo(store.list(file.path()).get(0).getLen());
      assertThat(file.checksum()).matches("[0-9a-f]{16}");
    }
    assertThat(events.types(stack))
        .as("what was required is still so, and instants and decimals are what they were")
        .isEqualTo(SampleEvents.TYPES);
    assertThat(events.isSorted()).isTrue();
    assertThat(
            stack.texts(
                "SELECT JSONExtractString(arrayJoin(JSONExtractArrayRaw(json, 'files')), 'path')"
                    + " FROM "
                    + stack
                        .parquet("processed-data/compacted/_manifest.json")
                        .replace("'Parquet'", "'JSONAsString'")))
        .as("as docs/batch-storage.md has it for ClickHouse")
        .containsExactlyElementsOf(paths(after));
    assertThat(store.below("s3a://processed-data/compacted/data/"))
        .as("who reads the former version still finds it")
        .containsAll(before.files().stream().map(DataFile::path).toList());

    assertThat(run(job("compacted", Duration.ZERO)).get("files_untouched").asLong()).isEqualTo(2);
    assertThat(store.below("s3a://processed-data/compacted/data/"))
        .containsExactlyInAnyOrderElementsOf(paths(after));
    assertThat(events.dataset().current().files()).isEqualTo(after.files());
  }

  @Test
  void splitsAGiantIntoFilesThatDoNotOverlap() throws Exception {
    SampleEvents events = new SampleEvents(spark, store, "giant");
    events.publish(List.of("2021-10-17"), 1, 150_000);
    String rows = events.fingerprint(stack);
    long bytes = events.dataset().current().files().get(0).bytes();
    assertThat(bytes).isGreaterThan(3 * ByteSize.MEGABYTE);

    run(job("giant", Duration.ZERO));

    Manifest after = events.dataset().current();
    assertThat(after.files()).hasSize((int) Math.round((double) bytes / ByteSize.MEGABYTE));
    assertThat(after.files())
        .allMatch(file -> file.bytes() > ByteSize.MEGABYTE / 2)
        .allMatch(file -> file.bytes() < 2 * ByteSize.MEGABYTE);
    assertThat(events.fingerprint(stack)).isEqualTo(rows);
    assertThat(events.isSorted()).isTrue();
  }

  @Test
  void refusesToReplaceWhatIsNotWhatTheManifestSays() throws Exception {
    SampleEvents events = new SampleEvents(spark, store, "damaged");
    events.publish(2, 10);
    List<DataFile> files = events.dataset().current().files();
    // As a bucket that was restored from two backups may be.
    events.overwrite(files.get(0).path(), 3);
    Manifest before = events.dataset().current();

    assertThatThrownBy(() -> run(job("damaged", HOUR)))
        .isInstanceOf(BatchException.class)
        .hasMessageContaining("where the manifest says 20")
        .hasMessageContaining("nothing was replaced");
    assertThat(events.dataset().current()).isEqualTo(before);
    assertThatThrownBy(() -> run(job("no_such_dataset", HOUR)))
        .isInstanceOf(BatchException.class)
        .hasMessageContaining("nothing was published under that name; there are [");
  }

  @Test
  void takesInRawChangesThatTheStreamHasCommittedAndForgetsASubscriberEverywhere()
      throws Exception {
    SampleChanges changes = new SampleChanges(spark, store, CHECKPOINTS);
    RawChanges archive = new RawChanges(store, CHECKPOINTS, Domain.TELECOM, "telecom_events");
    changes.write(5, "2021-10-17", 11, OTHER, OTHER);
    changes.write(6, "2021-10-17", 11, OTHER, HIM);
    changes.write(7, "2021-10-17", 12, HIM, OTHER);
    changes.commit(7);
    changes.write(8, "2021-10-17", 12, OTHER, HIM);
    List<String> all = changes.values(archive);

    JsonNode report = run(job(CompactOptions.RAW_CHANGES, HOUR));

    assertThat(report.get("files_before").asLong()).isEqualTo(3);
    assertThat(report.get("files_after").asLong()).isEqualTo(2);
    assertThat(report.get("raw_files_left_to_the_stream").asLong())
        .as("a batch that is not committed may be written again")
        .isEqualTo(1);
    assertThat(changes.values(archive)).isEqualTo(all);
    assertThat(archive.files()).hasSize(3);
    assertThat(store.below(archive.folder())).as("for those who read them").hasSize(4);

    // The stream replays the batch that it had not committed: other files in the same folder.
    store.deleteBelow(archive.folder() + "date=2021-10-17/hour=12/batch=00000008/", Set.of());
    changes.write(8, "2021-10-17", 12, OTHER, HIM);
    assertThat(changes.values(archive)).isEqualTo(all);
    run(job(CompactOptions.RAW_CHANGES, Duration.ZERO));
    assertThat(store.below(archive.folder())).as("what was taken in has gone").hasSize(1);
    assertThat(changes.values(archive)).isEqualTo(all);

    SampleEvents events = new SampleEvents(spark, store, "forgotten");
    events.publishPeople(HIM, OTHER);
    Manifest eventsBefore = events.dataset().current();
    assertThatThrownBy(() -> erase(HIM))
        .as("a batch that is under way names him")
        .isInstanceOf(BatchException.class)
        .hasMessageContaining("1 files still name subscriber sha256:")
        .hasMessageContaining("batch=00000008/")
        .hasMessageNotContaining(HIM);
    changes.commit(8);

    JsonNode erased = erase(HIM);

    assertThat(erased.get("files_rewritten_by_partition").toString())
        .isEqualTo("{\"changes/telecom/telecom_events changes date=2021-10-17/hour=12\":1}");
    assertThat(changes.values(archive))
        .hasSize(all.size() - 1)
        .noneMatch(value -> value.contains(HIM))
        .allMatch(value -> value.contains(OTHER));
    assertThat(store.below(archive.folder())).as("old files go at once").isEmpty();
    Manifest after = events.dataset().current();
    assertThat(events.people(stack))
        .containsExactly(OTHER + " " + OTHER, OTHER + " NULL", "line of nobody");
    assertThat(after.files())
        .as("a file without him is left alone")
        .contains(eventsBefore.files().get(0));
    assertThat(after.retired()).isEmpty();
    assertThat(store.below("s3a://processed-data/forgotten/data/"))
        .containsExactlyInAnyOrderElementsOf(paths(after));
    assertThat(new ArrayList<>(erased.findValuesAsText("input")).toString()).doesNotContain(HIM);
    assertThat(erase(HIM).get("rows_naming_the_subscriber").asLong()).isZero();
  }

  private static List<String> paths(Manifest manifest) {
    return manifest.files().stream().map(DataFile::path).toList();
  }

  private static CompactJob job(String target, Duration grace) {
    return new CompactJob(
        store,
        new CompactOptions(List.of(target), ByteSize.MEGABYTE, grace, HOUR, HOUR, CHECKPOINTS));
  }

  private static JsonNode run(CompactJob job) throws Exception {
    return json(job.run(spark, RunId.at(Instant.now())).json());
  }

  private static JsonNode erase(String mask) throws Exception {
    EraseOptions options =
        new EraseOptions(
            new Subscriber(mask),
            List.of("forgotten", CompactOptions.RAW_CHANGES),
            Duration.ZERO,
            HOUR,
            CHECKPOINTS);
    return json(new EraseJob(spark, options, RunId.at(Instant.now())).run().json());
  }

  private static JsonNode json(String text) throws Exception {
    return new ObjectMapper().readTree(text);
  }
}
