package io.millrace.spark.batch.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.spark.batch.BatchException;
import io.millrace.spark.batch.BatchStack;
import io.millrace.spark.batch.ObjectStore;
import io.millrace.spark.batch.RunId;
import io.millrace.spark.batch.SharedBatchStack;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedBatchStack.class)
class PublishedDatasetIT {

  private static final Instant LONG_AGO = Instant.parse("2021-10-17T12:00:00Z");

  private ObjectStore store;
  private PublishedDataset dataset;

  @BeforeEach
  void open(BatchStack stack, TestInfo test) {
    store = new ObjectStore(stack.hadoop());
    dataset =
        new PublishedDataset(
            store, "tests/" + test.getTestMethod().orElseThrow().getName().toLowerCase());
  }

  @Test
  void showsWhatWasPublishedAndNothingElse() throws Exception {
    RunId first = RunId.at(Instant.now());
    DataFile one = file(first, "one");
    DataFile two = file(first, "two");
    dataset.publish(dataset.current(), first, file -> false, List.of(one, two));
    // A run that never comes to its end.
    file(RunId.at(LONG_AGO), "lost");

    RunId second = RunId.at(Instant.now());
    DataFile three = file(second, "three");
    dataset.publish(dataset.current(), second, file -> file.equals(one), List.of(three));

    Manifest now = dataset.current();
    assertThat(now.files()).containsExactly(two, three);
    assertThat(now.version()).isEqualTo(2);
    assertThat(now.rows("rows")).isEqualTo(6);
    assertThat(now.retired()).extracting(Manifest.Retired::path).containsExactly(one.path());
  }

  @Test
  void removesWhatNobodyNeedsOnlyAfterSomeTime() throws Exception {
    RunId run = RunId.at(LONG_AGO);
    DataFile one = file(run, "one");
    DataFile two = file(run, "two");
    dataset.publish(dataset.current(), run, file -> false, List.of(one));
    dataset.publish(dataset.current(), run, file -> file.equals(one), List.of(two));
    DataFile lost = file(run, "lost");
    DataFile begun = file(RunId.at(Instant.now()), "begun");

    assertThat(dataset.sweep(Duration.ofHours(1))).as("of a run of long ago").isEqualTo(1);
    assertThat(store.read(lost.path())).isEmpty();
    assertThat(store.read(one.path())).as("a reader may have it open").isPresent();

    assertThat(dataset.sweep(Duration.ZERO)).as("retired, and of the run that began").isEqualTo(2);
    assertThat(store.read(one.path())).isEmpty();
    assertThat(store.read(begun.path())).isEmpty();
    assertThat(store.read(two.path())).isPresent();
    assertThat(dataset.current().retired()).isEmpty();
    assertThat(dataset.current().files()).containsExactly(two);
  }

  @Test
  void tellsARunThatAnotherHasPublished() throws Exception {
    Manifest seen = dataset.current();
    RunId first = RunId.at(Instant.now());
    dataset.publish(seen, first, file -> false, List.of(file(first, "one")));

    RunId second = RunId.at(Instant.now());
    assertThatThrownBy(() -> dataset.publish(seen, second, file -> false, List.of()))
        .isInstanceOf(BatchException.class)
        .hasMessageContaining(first.text())
        .hasMessageContaining("run it again");
    assertThat(dataset.current().run()).isEqualTo(first.text());
  }

  @Test
  void saysThatAManifestIsNone() throws Exception {
    store.write("s3a://processed-data/tests/saysthatamanifestisnone/_manifest.json", "{\"x\":");
    assertThatThrownBy(dataset::current)
        .isInstanceOf(BatchException.class)
        .hasMessageContaining("tests/saysthatamanifestisnone/_manifest.json is no manifest");
  }

  private DataFile file(RunId run, String name) throws Exception {
    String path = dataset.folderOf(run) + name + ".parquet";
    store.write(path, name);
    return new DataFile(path, "rows", "input", "", 3, name.length(), "");
  }
}
