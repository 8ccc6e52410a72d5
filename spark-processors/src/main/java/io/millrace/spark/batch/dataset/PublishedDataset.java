package io.millrace.spark.batch.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.Buckets;
import io.millrace.spark.batch.BatchException;
import io.millrace.spark.batch.ObjectStore;
import io.millrace.spark.batch.RunId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A dataset of {@code s3a://processed-data}: files that are written aside, and a manifest that
 * makes them visible, all at once, by one PUT.
 *
 * <pre>
 * processed-data/NAME/_manifest.json          which files are the dataset
 * processed-data/NAME/_manifests/…            copies of it and of earlier ones, to restore from
 * processed-data/NAME/data/run=RUN/…          files, each written once
 * </pre>
 *
 * <p>A run that was killed leaves files that no manifest names, so no reader sees them; {@link
 * #sweep} removes them. One run at a time publishes: a second one is told, unless both do so within
 * the few milliseconds between a look and a PUT.
 */
public final class PublishedDataset {

  private static final Logger log = LoggerFactory.getLogger(PublishedDataset.class);
  private static final ObjectMapper JSON =
      new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
  private static final String ROOT = "s3a://" + Buckets.PROCESSED_DATA + "/";
  private static final String MANIFEST = "/_manifest.json";

  private final ObjectStore store;
  private final String name;
  private final String folder;
  private final ManifestHistory history;

  /**
   * @param name of the dataset, such as {@code events}
   */
  public PublishedDataset(ObjectStore store, String name) {
    this.store = store;
    this.name = checked(name);
    this.folder = ROOT + name + "/";
    this.history = new ManifestHistory(store, folder + "_manifests/");
  }

  /**
   * A name that a dataset may have.
   *
   * @throws IllegalArgumentException if it may not
   */
  public static String checked(String name) {
    if (!name.matches("[a-z][a-z0-9_]*(/[a-z][a-z0-9_]*)*")) {
      throw new IllegalArgumentException(
          "dataset is " + name + "; allowed: small letters, digits and _, such as events");
    }
    return name;
  }

  /**
   * The names of all datasets, in order: every folder with a manifest, or with copies of one that
   * is gone.
   */
  public static SortedSet<String> names(ObjectStore store) throws IOException {
    SortedSet<String> names = new TreeSet<>();
    for (String object : store.below(ROOT)) {
      String key = object.substring(ROOT.length());
      int end = key.endsWith(MANIFEST) ? key.length() - MANIFEST.length() : history(key);
      if (end > 0 && !key.substring(0, end).contains("/data/")) {
        names.add(key.substring(0, end));
      }
    }
    return names;
  }

  private static int history(String key) {
    return key.indexOf("/_manifests/");
  }

  /** Its name. */
  public String name() {
    return name;
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
    return ROOT + name + MANIFEST;
  }

  /**
   * The dataset as it is now; of version 0 and without files if nothing was published yet.
   *
   * @throws BatchException if what the store holds is no manifest, or it is gone
   */
  public Manifest current() throws IOException {
    Optional<String> text = store.read(manifest());
    if (text.isEmpty()) {
      SortedMap<Long, Manifest> copies = history.all();
      if (!copies.isEmpty()) {
        throw new BatchException(manifest() + " is gone" + remedy(copies));
      }
      return Manifest.none(name);
    }
    try {
      return parse(text.get());
    } catch (JsonProcessingException e) {
      throw new BatchException(
          manifest() + " is no manifest: " + e.getOriginalMessage() + remedy(history.all()), e);
    }
  }

  static Manifest parse(String text) throws JsonProcessingException {
    Manifest manifest = JSON.readValue(text, Manifest.class);
    if (manifest == null) {
      throw new JsonMappingException(null, "it is null");
    }
    return manifest;
  }

  static String text(Manifest manifest) throws JsonProcessingException {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(manifest);
  }

  private String remedy(SortedMap<Long, Manifest> copies) {
    return copies.isEmpty()
        ? "; there is no copy of an earlier one: run the jobs that write " + name + " again"
        : "; restore an earlier one by: batch restore " + name + " (" + versions(copies) + ")";
  }

  private static String versions(SortedMap<Long, Manifest> copies) {
    return "versions " + copies.keySet();
  }

  /** As {@link #publish(Manifest, RunId, Predicate, List, Collection)}, taking in nothing. */
  public Manifest publish(
      Manifest seen, RunId run, Predicate<DataFile> replaced, List<DataFile> added)
      throws IOException {
    return publish(seen, run, replaced, added, List.of());
  }

  /**
   * Puts files in the place of others.
   *
   * @param seen the version that the run began from
   * @param replaced which of its files the new ones stand for
   * @param absorbed objects outside of the dataset whose rows it holds from now on: they are named
   *     among the retired ones, and removed as those are
   * @throws BatchException if another run has published since, or a new file is not there
   */
  public Manifest publish(
      Manifest seen,
      RunId run,
      Predicate<DataFile> replaced,
      List<DataFile> added,
      Collection<String> absorbed)
      throws IOException {
    Set<String> missing = new TreeSet<>();
    added.forEach(file -> missing.add(file.path()));
    missing.removeIf(path -> !path.startsWith(folderOf(run)));
    if (!missing.isEmpty()) {
      // A run that takes longer than a sweep's grace may lose what it has written.
      store.below(folderOf(run)).forEach(missing::remove);
    }
    if (!missing.isEmpty()) {
      throw new BatchException(
          "dataset "
              + name
              + ": run "
              + run
              + " would publish "
              + missing.iterator().next()
              + ", which is not there (a sweep with too short a grace?); nothing of this run is"
              + " visible: run it again");
    }
    Manifest next = seen.next(run.text(), Instant.now(), replaced, added, absorbed);
    put(seen, next);
    return next;
  }

  private void put(Manifest seen, Manifest next) throws IOException {
    Manifest now = current();
    if (!isStill(seen, now)) {
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
    swap(now, next);
  }

  private static boolean isStill(Manifest seen, Manifest now) {
    return now.version() == seen.version() && now.run().equals(seen.run());
  }

  private void swap(Manifest before, Manifest next) throws IOException {
    history.keep(before);
    store.write(manifest(), text(next));
    try {
      history.keep(next);
    } catch (IOException e) {
      // What counts is done; the next one to publish or sweep makes the copy.
      log.atWarn().addKeyValue("dataset", name).setCause(e).log("a manifest has no copy yet");
    }
  }

  /**
   * Makes an earlier version the current one, as a new version, whatever became of the manifest.
   *
   * @param version one of those that were kept; empty for the newest
   * @throws BatchException if there is none such, or one of its files was removed since
   */
  public Manifest restore(RunId run, OptionalLong version) throws IOException {
    SortedMap<Long, Manifest> copies = history.all();
    if (copies.isEmpty()) {
      throw new BatchException(
          "dataset " + name + " has no copy of a manifest below " + folder + "_manifests/");
    }
    Manifest newest = newest(copies);
    Manifest wanted =
        version.isPresent() ? copies.get(version.getAsLong()) : copies.get(copies.lastKey());
    if (wanted == null) {
      throw new BatchException(
          "--version-number is " + version.orElse(0) + "; allowed: one of " + versions(copies));
    }
    Set<String> missing = new TreeSet<>();
    wanted.files().forEach(file -> missing.add(file.path()));
    store.below(runs()).forEach(missing::remove);
    if (!missing.isEmpty()) {
      throw new BatchException(
          "version "
              + wanted.version()
              + " of dataset "
              + name
              + " cannot be restored: "
              + missing.size()
              + " of its files were removed since, such as "
              + missing.iterator().next()
              + "; there are "
              + versions(copies));
    }
    Manifest next = newest.back(wanted, run.text(), Instant.now(), folder);
    swap(newest, next);
    return next;
  }

  /** The current version if it can be read, else the newest that was kept. */
  private Manifest newest(SortedMap<Long, Manifest> copies) throws IOException {
    try {
      return current();
    } catch (BatchException e) {
      return Objects.requireNonNull(copies.get(copies.lastKey()));
    }
  }

  /**
   * Removes what no reader needs: files that were retired, and files of runs that never published,
   * both only after some time.
   *
   * @param grace for how long a reader may use an earlier manifest, and a run may take
   * @return how many objects were removed
   */
  public int sweep(Duration grace) throws IOException {
    int removed = removeRetired(grace);
    for (String object : unpublished(Instant.now().minus(grace))) {
      store.delete(object);
      removed++;
    }
    return removed;
  }

  /**
   * Removes files that were retired, and the copies of manifests that name one of them.
   *
   * @param grace for how long a reader may use an earlier manifest
   * @return how many objects were removed
   */
  public int removeRetired(Duration grace) throws IOException {
    Manifest now = current();
    Instant before = Instant.now().minus(grace);
    Set<String> needed = new HashSet<>();
    now.files().forEach(file -> needed.add(file.path()));
    Set<String> gone = new HashSet<>();
    for (Manifest.Retired file : now.retired()) {
      if (!Instant.parse(file.since()).isAfter(before) && !needed.contains(file.path())) {
        gone.add(file.path());
      }
    }
    if (!gone.isEmpty()) {
      // First the copies: one that is there can be restored.
      history.forget(gone, folder);
      for (String object : gone) {
        store.delete(object);
      }
      if (isStill(now, current())) {
        swap(now, now.without(gone));
      }
      // Else a run has published meanwhile, and the next sweep takes their names out.
    }
    return gone.size();
  }

  /** Objects that runs which began before some instant have written, and no manifest names. */
  public List<String> unpublished(Instant before) throws IOException {
    Manifest now = current();
    Set<String> named = new HashSet<>();
    now.files().forEach(file -> named.add(file.path()));
    now.retired().forEach(file -> named.add(file.path()));
    List<String> objects = new ArrayList<>();
    for (String object : store.below(runs())) {
      if (!named.contains(object) && isOfRunBefore(object, before)) {
        objects.add(object);
      }
    }
    return objects;
  }

  private static boolean isOfRunBefore(String object, Instant before) {
    String rest = object.substring(object.indexOf("run=") + "run=".length());
    int end = rest.indexOf('/');
    return end > 0
        && RunId.beginning(rest.substring(0, end))
            .filter(began -> !began.isAfter(before))
            .isPresent();
  }
}
