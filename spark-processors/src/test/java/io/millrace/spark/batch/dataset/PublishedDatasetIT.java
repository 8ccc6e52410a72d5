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
import java.util.OptionalLong;
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

  @Test
  void restoresTheManifestThatWasDamagedAndNeverTakesItForAnEmptyDataset() throws Exception {
    RunId first = RunId.at(Instant.now());
    DataFile one = file(first, "one");
    dataset.publish(dataset.current(), first, file -> false, List.of(one));
    RunId second = RunId.at(Instant.now());
    DataFile two = file(second, "two");
    Manifest before = dataset.publish(dataset.current(), second, one::equals, List.of(two));
    String manifest = "s3a://processed-data/" + dataset.name() + "/_manifest.json";
    store.write(manifest, "{\"dataset\": \"x");

    assertThatThrownBy(() -> dataset.sweep(Duration.ZERO))
        .hasMessageContaining("is no manifest")
        .hasMessageContaining("batch restore " + dataset.name() + " (versions [1, 2])");
    Manifest restored = dataset.restore(RunId.at(Instant.now()), OptionalLong.empty());
    assertThat(dataset.current()).isEqualTo(restored);
    assertThat(restored.files()).isEqualTo(before.files());
    assertThat(restored.version()).isEqualTo(3);

    store.delete(manifest);
    assertThatThrownBy(dataset::current).hasMessageContaining("_manifest.json is gone; restore");
    Manifest undone = dataset.restore(RunId.at(Instant.now()), OptionalLong.of(1));
    assertThat(undone.files()).containsExactly(one);
    assertThat(undone.retired()).extracting(Manifest.Retired::path).containsExactly(two.path());

    dataset.sweep(Duration.ZERO);
    assertThatThrownBy(() -> dataset.restore(RunId.at(Instant.now()), OptionalLong.of(2)))
        .as("its file has gone, and so has its copy")
        .hasMessageContaining("--version-number is 2; allowed: one of versions [1, 4]");
    assertThat(PublishedDataset.names(store)).contains(dataset.name());
  }

  @Test
  void takesObjectsFromElsewhereInAndGivesThemBackWhenThatIsUndone() throws Exception {
    String outside = "s3a://raw-data/tests/absorbed/one.parquet";
    store.write(outside, "one");
    RunId first = RunId.at(Instant.now());
    DataFile mine = file(first, "mine");
    dataset.publish(dataset.current(), first, file -> false, List.of(mine));
    RunId second = RunId.at(Instant.now());
    DataFile taken = file(second, "taken");
    dataset.publish(dataset.current(), second, file -> false, List.of(taken), List.of(outside));
    assertThat(dataset.current().retired())
        .extracting(Manifest.Retired::path)
        .containsExactly(outside);

    Manifest undone = dataset.restore(RunId.at(Instant.now()), OptionalLong.of(1));
    assertThat(undone.files()).containsExactly(mine);
    assertThat(undone.retired())
        .extracting(Manifest.Retired::path)
        .as("readers find the object itself again")
        .containsExactly(taken.path());

    dataset.restore(RunId.at(Instant.now()), OptionalLong.of(2));
    dataset.sweep(Duration.ZERO);
    assertThat(store.read(outside)).isEmpty();
    assertThatThrownBy(() -> dataset.restore(RunId.at(Instant.now()), OptionalLong.of(1)))
        .as("it would need the object")
        .hasMessageContaining("--version-number is 1; allowed: one of versions [2, 4]");
  }

  @Test
  void refusesToPublishAFileThatIsNotThere() throws Exception {
    RunId run = RunId.at(Instant.now());
    DataFile swept = file(run, "swept");
    store.delete(swept.path());

    assertThatThrownBy(() -> dataset.publish(dataset.current(), run, file -> false, List.of(swept)))
        .isInstanceOf(BatchException.class)
        .hasMessageContaining("would publish " + swept.path() + ", which is not there");
    assertThat(dataset.current().version()).isZero();
  }

  private DataFile file(RunId run, String name) throws Exception {
    String path = dataset.folderOf(run) + name + ".parquet";
    store.write(path, name);
    return new DataFile(path, "rows", "input", "", 3, name.length(), "");
  }
}
