package io.millrace.spark.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log how far a stage is, every 10 s, where no progress bar can be drawn. */
final class TaskProgress extends SparkListener {

  private static final Logger log = LoggerFactory.getLogger(TaskProgress.class);
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

  private int stage;
  private int tasks;
  private int done;
  private long said = System.nanoTime();

  /** Whether standard error is a terminal, on which Spark can draw its progress bar. */
  static boolean hasTerminal() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      // No such file system: Java's own, stricter question.
      return System.console() != null;
    }
  }

  @Override
  public synchronized void onStageSubmitted(SparkListenerStageSubmitted submitted) {
    stage = submitted.stageInfo().stageId();
    tasks = submitted.stageInfo().numTasks();
    done = 0;
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.stageId() != stage || !end.taskInfo().successful()) {
      return;
    }
    done++;
    if (System.nanoTime() - said >= INTERVAL_NANOS) {
      said = System.nanoTime();
      log.atInfo()
          .addKeyValue("stage", stage)
          .addKeyValue("done", done)
          .addKeyValue("tasks", tasks)
          .log("batch goes on");
    }
  }
}
