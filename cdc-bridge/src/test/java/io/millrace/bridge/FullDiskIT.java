package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.bridge.TopicReader.Event;
import io.millrace.runtime.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The broker's disk is full, then an operator makes room. A small disk is a file system in memory.
 */
class FullDiskIT {

  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final int ROWS = 1_500;

  @TempDir Path folder;
  private Path disk;
  private CaptureStack stack;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root may mount a file system");
    disk = Files.createDirectory(folder.resolve("kafka"));
    run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk.toString());
    stack = CaptureStack.start(folder);
  }

  @AfterEach
  void stop() throws Exception {
    if (stack != null) {
      stack.close();
    }
    if (disk != null) {
      run("umount", disk.toString());
    }
  }

  @Test
  void losesAndRepeatsNothingWhenTheBrokersDiskWasFull() throws Exception {
    ChildProcess bridge = stack.startBridge(Map.of());
    await().atMost(LIMIT).until(() -> stack.health().status() == 200);
    ProcessHandle broker = ProcessHandle.of(stack.kafka().process().pid()).orElseThrow();

    // About 64 kB a row, random, so that compression saves no more than the half of it.
    stack.execute(
        """
        DO $$ BEGIN FOR t IN 0..%d LOOP
          INSERT INTO telecom_events (event_id, source)
          SELECT t * 10 + i, (SELECT string_agg(md5(random()::text || i || j), '')
                                FROM generate_series(1, 2000) j)
            FROM generate_series(1, 10) i;
          COMMIT;
        END LOOP; END $$"""
            .formatted(ROWS / 10 - 1));
    await().atMost(LIMIT).until(() -> !broker.isAlive());
    await()
        .atMost(LIMIT)
        .until(() -> stack.health().body().contains("\"name\":\"kafka\",\"status\":\"DOWN\""));

    run("mount", "-o", "remount,size=512m", disk.toString());
    stack.restartKafka();

    try (TopicReader reader = new TopicReader(stack.bootstrapServers())) {
      await().atMost(LIMIT).until(() -> reader.poll().size() >= ROWS);
      assertThat(reader.poll())
          .extracting(Event::id)
          .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, ROWS).boxed().toList());
    }
    await().atMost(LIMIT).until(() -> stack.health().status() == 200);
    assertThat(bridge.isAlive()).isTrue();
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as("%s: %s", List.of(command), output).isZero();
  }
}
