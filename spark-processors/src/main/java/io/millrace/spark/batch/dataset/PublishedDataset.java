package io.millrace.spark.batch.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.Buckets;
import io.millrace.spark.batch.BatchException;
import io.millrace.spark.batch.ObjectStore;
import io.millrace.spark.batch.RunId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A dataset of {@code s3a://processed-data}: files that are written aside, and a manifest that
 * makes them visible, all at once, by one PUT.
 *
 * <pre>
 * processed-data/NAME/_manifest.json          which files are the dataset
 * processed-data/NAME/data/run=RUN/…          files, each written once
 * </pre>
 *
 * <p>A run that was killed leaves files that no manifest names, so no reader sees them; {@link
 * #sweep} removes them. One run at a time publishes: a second one is told, unless both do so within
 * the few milliseconds between a look and a PUT.
 */
public final class PublishedDataset {

  private static final ObjectMapper JSON =
      new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

  private final ObjectStore store;
  private final String name;
  private final String folder;

  /**
   * @param name of the dataset, such as {@code events}
   */
  public PublishedDataset(ObjectStore store, String name) {
    if (!name.matches("[a-z][a-z0-9_]*(/[a-z][a-z0-9_]*)*")) {
      throw new IllegalArgumentException(
          "dataset is " + name + "; allowed: small letters, digits and _, such as events");
    }
    this.store = store;
    this.name = name;
    this.folder = "s3a://" + Buckets.PROCESSED_DATA + "/" + name + "/";
  }

  /** Where a run writes its files. */
  public String folderOf(RunId run) {
    return runs() + "run=" + run.text() + "/";
  }

  /** Where a run of a dataset writes, for people. */
  public static String folder(String dataset, RunId run) {
    return "s3a://" + Buckets.PROCESSED_DATA + "/" + dataset + "/data/run=" + run.text() + "/";
  }

  private String runs() {
    return folder + "data/";
  }

  private String manifest() {
    return folder + "_manifest.json";
  }

  /**
   * The dataset as it is now; of version 0 and without files if nothing was published yet.
   *
   * @throws BatchException if what the store holds is no manifest
   */
  public Manifest current() throws IOException {
    Optional<String> text = store.read(manifest());
    if (text.isEmpty()) {
      return Manifest.none(name);
    }
    try {
      return JSON.readValue(text.get(), Manifest.class);
    } catch (JsonProcessingException e) {
      throw new BatchException(
          manifest() + " is no manifest: " + e.getOriginalMessage() + "; restore an earlier one",
          e);
    }
  }

  /**
   * Puts files in the place of others.
   *
   * @param seen the version that the run began from
   * @param replaced which of its files the new ones stand for
   * @throws BatchException if another run has published since
   */
  public Manifest publish(
      Manifest seen, RunId run, Predicate<DataFile> replaced, List<DataFile> added)
      throws IOException {
    Manifest next = seen.next(run.text(), Instant.now(), replaced, added);
    put(seen, next);
    return next;
  }

  private void put(Manifest seen, Manifest next) throws IOException {
    Manifest now = current();
    if (now.version() != seen.version() || !now.run().equals(seen.run())) {
      throw new BatchException(
          "dataset "
              + name
              + " was published by run "
              + now.run()
              + " (version "
              + now.version()
              + ") while this run worked on version "
              + seen.version()
              + "; nothing of this run is visible: run it again");
    }
    store.write(manifest(), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(next));
  }

  /**
   * Removes what no reader needs: files that were retired, and files of runs that never published,
   * both only after some time.
   *
   * @param grace for how long a reader may use an earlier manifest, and a run may take
   * @return how many objects were removed
   */
  public int sweep(Duration grace) throws IOException {
    Manifest now = current();
    Instant before = Instant.now().minus(grace);
    Set<String> needed = new HashSet<>();
    now.files().forEach(file -> needed.add(file.path()));
    Set<String> gone = new HashSet<>();
    for (Manifest.Retired file : now.retired()) {
      if (Instant.parse(file.since()).isAfter(before)) {
        needed.add(file.path());
      } else if (!needed.contains(file.path())) {
        store.delete(file.path());
        gone.add(file.path());
      }
    }
    int removed = gone.size();
    for (String object : store.below(runs())) {
      if (!needed.contains(object) && !gone.contains(object) && isOfRunBefore(object, before)) {
        store.delete(object);
        removed++;
      }
    }
    if (!gone.isEmpty()) {
      put(now, now.without(gone));
    }
    return removed;
  }

  private boolean isOfRunBefore(String object, Instant before) {
    String rest = object.substring(object.indexOf("run=") + "run=".length());
    int end = rest.indexOf('/');
    return end > 0
        && RunId.beginning(rest.substring(0, end))
            .filter(began -> began.isBefore(before))
            .isPresent();
  }
}
