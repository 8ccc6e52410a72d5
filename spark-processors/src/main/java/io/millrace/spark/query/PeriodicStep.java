package io.millrace.spark.query;

import io.millrace.runtime.HealthCheck;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that is done again and again beside the queries, on a thread of its own. A step that fails
 * is tried again after the interval; meanwhile its health is down.
 */
public final class PeriodicStep implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PeriodicStep.class);
  private static final long PATIENCE_SECONDS = 5;

  private final String name;
  private final Duration interval;
  private final Step step;
  private final Runnable before;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;
  private volatile HealthCheck.Verdict health = HealthCheck.Verdict.up("not begun yet");

  /** One step. */
  @FunctionalInterface
  public interface Step {
    /** Does what there is to do, and says how far it has come; any exception is a failed step. */
    HealthCheck.Verdict run();
  }

  /**
   * A thread that has not begun.
   *
   * @param name of the thread, and in logs
   * @param before run once, on the thread
   */
  public PeriodicStep(String name, Duration interval, Runnable before, Step step) {
    this.name = name;
    this.interval = interval;
    this.before = before;
    this.step = step;
    this.thread = new Thread(this::run, name);
    this.thread.setDaemon(true);
  }

  /** Begins; returns at once. */
  public PeriodicStep start() {
    thread.start();
    return this;
  }

  /** Down while steps fail. */
  public HealthCheck.Verdict health() {
    return health;
  }

  private void run() {
    before.run();
    try {
      while (!stopping.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          health = step.run();
        } catch (RuntimeException e) {
          health = HealthCheck.Verdict.down("tries again after: " + e);
          log.atWarn().addKeyValue("step", name).setCause(e).log("step failed");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops after the step in hand, waiting 5 s at most. */
  @Override
  public void close() {
    stopping.countDown();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
