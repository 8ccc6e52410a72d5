package io.millrace.spark.batch.compact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.runtime.ChildProcess;
import io.millrace.s3.embedded.S3Options;
import io.millrace.s3.embedded.S3Process;
import io.millrace.spark.batch.BatchApplication;
import io.millrace.spark.batch.BatchStack;
import io.millrace.spark.batch.ObjectStore;
import io.millrace.spark.batch.SharedBatchStack;
import io.millrace.spark.batch.dataset.DataFile;
import io.millrace.spark.batch.dataset.Manifest;
import io.millrace.spark.batch.dataset.PublishedDataset;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job in a JVM of its own, which dies, and whose store goes away: for 30 s, or for as many as
 * {@code -Dmillrace.outage} says.
 */
@Tag("kill-matrix")
@ExtendWith(SharedBatchStack.class)
@Timeout(600)
class StoreOutageIT {

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Duration OUTAGE =
      Duration.ofSeconds(Integer.getInteger("millrace.outage", 30));
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int DAYS = 8;
  private static final int FILES = 4;
  private static final int ROWS = 2_000;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void aKilledJobLeavesNothingToSeeAndItsRerunOutlivesAStoreThatGoesAway(BatchStack stack)
      throws Exception {
    S3Process s3 = S3Process.start(S3Options.in(folder.resolve("s3")));
    Configuration hadoop = hadoop(stack, s3);
    SampleEvents events = new SampleEvents(hadoop, "outage");
    ObjectStore store = new ObjectStore(hadoop);
    PublishedDataset dataset = events.dataset();
    List<String> days = IntStream.rangeClosed(1, DAYS).mapToObj("2021-10-%02d"::formatted).toList();
    events.publish(days, FILES, ROWS);
    Manifest before = dataset.current();
    Reader reader = new Reader(store, dataset);
    Thread polling = new Thread(reader, "reader");
    polling.start();
    try {
      // Killed between its first file and its last.
      try (ChildProcess job = compact(stack, s3, "killed")) {
        await()
            .pollInterval(Duration.ofMillis(10))
            .atMost(PATIENCE)
            .until(() -> written(store, before) > 0);
        job.kill();
      }
      assertThat(dataset.current()).isEqualTo(before);
      int left = written(store, before);
      assertThat(left).isBetween(1, DAYS - 1);

      try (ChildProcess job = compact(stack, s3, "outlives")) {
        await()
            .pollInterval(Duration.ofMillis(10))
            .atMost(PATIENCE)
            .until(() -> written(store, before) > left);
        s3.kill();
        Instant back = Instant.now().plus(OUTAGE);
        await().atMost(PATIENCE).until(() -> Instant.now().isAfter(back));
        assertThat(job.isAlive()).as("%s", job.output()).isTrue();
        s3 = S3Process.start(s3.options());
        assertThat(job.endsWithin(PATIENCE)).as("%s", job.output()).isTrue();
        assertThat(job.exitCode()).as("%s", job.output()).hasValue(0);
      }
      Manifest after = dataset.current();
      await().atMost(PATIENCE).until(() -> reader.seen().contains(after.version()));
      reader.stop(polling);

      assertThat(after.files()).hasSize(DAYS);
      assertThat(after.rows("events")).isEqualTo((long) DAYS * FILES * ROWS);
      assertThat(reader.seen()).containsExactly(before.version(), after.version());
      dataset.sweep(Duration.ZERO);
      assertThat(store.below("s3a://processed-data/outage/data/"))
          .containsExactlyInAnyOrderElementsOf(after.files().stream().map(DataFile::path).toList());
    } finally {
      reader.stop(polling);
      s3.close();
    }
  }

  private static Configuration hadoop(BatchStack stack, S3Process s3) {
    Configuration configuration = stack.hadoop();
    configuration.set("fs.s3a.endpoint", s3.endpoint().toString());
    configuration.set("fs.s3a.access.key", s3.accessKey());
    configuration.set("fs.s3a.secret.key", s3.secretKey());
    // A client of its own: Hadoop would take the one of the other store.
    configuration.set("fs.s3a.impl.disable.cache", "true");
    configuration.set("fs.s3a.retry.limit", "9");
    return configuration;
  }

  private static ChildProcess compact(BatchStack stack, S3Process s3, String name)
      throws Exception {
    return stack.java(
        name,
        BatchApplication.class.getName(),
        List.of("compact", "outage"),
        Map.of(
            "MILLRACE_S3_ENDPOINT", s3.endpoint().toString(),
            "MILLRACE_S3_ACCESS_KEY", s3.accessKey(),
            "MILLRACE_S3_SECRET_KEY", s3.secretKey()));
  }

  /** Files that no manifest names. */
  private static int written(ObjectStore store, Manifest before) throws Exception {
    Set<String> known = new HashSet<>();
    before.files().forEach(file -> known.add(file.path()));
    List<String> objects = new ArrayList<>(store.below("s3a://processed-data/outage/data/"));
    objects.removeAll(known);
    // The store lists what it is about to take under names of its own.
    objects.removeIf(object -> !object.endsWith(".parquet"));
    return objects.size();
  }

  /** Reads the dataset again and again, by its manifest, and looks at what that names. */
  private static final class Reader implements Runnable {

    private final ObjectStore store;
    private final PublishedDataset dataset;
    private final Set<Long> versions = Collections.synchronizedSet(new TreeSet<>());
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    Reader(ObjectStore store, PublishedDataset dataset) {
      this.store = store;
      this.dataset = dataset;
    }

    @Override
    public void run() {
      while (!stopped.get()) {
        try {
          Manifest manifest = dataset.current();
          assertThat(manifest.rows("events")).isEqualTo((long) DAYS * FILES * ROWS);
          Set<String> there = new HashSet<>(store.below("s3a://processed-data/outage/data/"));
          assertThat(there).containsAll(manifest.files().stream().map(DataFile::path).toList());
          versions.add(manifest.version());
          // As a reader does, not as a load test.
          LockSupport.parkNanos(PAUSE.toNanos());
        } catch (Exception | AssertionError e) {
          failure.set(e);
          return;
        }
      }
    }

    Set<Long> seen() {
      Throwable failed = failure.get();
      if (failed != null) {
        throw new AssertionError("the reader saw something else than a whole result", failed);
      }
      return versions;
    }

    void stop(Thread polling) throws InterruptedException {
      stopped.set(true);
      polling.join();
    }
  }
}
