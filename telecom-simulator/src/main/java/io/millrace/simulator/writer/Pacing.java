package io.millrace.simulator.writer;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a transaction may be written: simulated time runs along with real time, at a factor.
 *
 * <p>After a delay writing catches up at no more than {@value #CATCH_UP_FACTOR} times the pace,
 * whatever has piled up. All instants in nanoseconds are readings of {@link System#nanoTime()}.
 */
public abstract sealed class Pacing {

  static final int CATCH_UP_FACTOR = 2;

  private Pacing() {}

  /** As fast as PostgreSQL takes it. */
  public static Pacing unpaced() {
    return new Unpaced();
  }

  /**
   * Simulated time runs {@code speedUp} times as fast as real time.
   *
   * @param start the simulated instant that is now
   * @param speedUp above 0; 1 is real time
   * @param nowNanos now
   */
  public static Pacing paced(Instant start, double speedUp, long nowNanos) {
    // The negated form also turns NaN away.
    if (!(speedUp > 0 && speedUp < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("speed-up is " + speedUp + "; allowed: above 0");
    }
    return new Paced(start, speedUp, nowNanos);
  }

  /**
   * Waits until what is written at that simulated instant may go out.
   *
   * @throws InterruptedException if interrupted before or while waiting
   */
  public final void await(Instant writtenAt) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("stopped between transactions");
    }
    long nanos = wait(writtenAt, System.nanoTime()).toNanos();
    if (nanos > 0) {
      Thread.sleep(nanos / 1_000_000, (int) (nanos % 1_000_000));
    }
    goes(writtenAt, System.nanoTime());
  }

  /** How long to wait before the transaction written at that simulated instant; never negative. */
  abstract Duration wait(Instant writtenAt, long nowNanos);

  /** Notes that the transaction written at that simulated instant goes out now. */
  abstract void goes(Instant writtenAt, long nowNanos);

  /** How long ago the transaction of that simulated instant was due, in seconds; never negative. */
  abstract double behindSeconds(Instant writtenAt, long nowNanos);

  private static final class Unpaced extends Pacing {
    @Override
    Duration wait(Instant writtenAt, long nowNanos) {
      return Duration.ZERO;
    }

    @Override
    void goes(Instant writtenAt, long nowNanos) {
      // Nothing depends on it.
    }

    @Override
    double behindSeconds(Instant writtenAt, long nowNanos) {
      return 0;
    }
  }

  private static final class Paced extends Pacing {
    private final Instant start;
    private final double speedUp;
    private final long startNanos;
    private @Nullable Instant lastWrittenAt;
    private long lastNanos;

    Paced(Instant start, double speedUp, long startNanos) {
      this.start = start;
      this.speedUp = speedUp;
      this.startNanos = startNanos;
    }

    @Override
    Duration wait(Instant writtenAt, long nowNanos) {
      long due = dueNanos(writtenAt);
      long wait = due - nowNanos;
      if (lastWrittenAt != null) {
        long soonest = lastNanos + real(lastWrittenAt, writtenAt) / CATCH_UP_FACTOR;
        wait = Math.max(wait, soonest - nowNanos);
      }
      return Duration.ofNanos(Math.max(0, wait));
    }

    @Override
    void goes(Instant writtenAt, long nowNanos) {
      lastWrittenAt = writtenAt;
      lastNanos = nowNanos;
    }

    @Override
    double behindSeconds(Instant writtenAt, long nowNanos) {
      return Math.max(0, (nowNanos - dueNanos(writtenAt)) / 1e9);
    }

    private long dueNanos(Instant writtenAt) {
      return startNanos + real(start, writtenAt);
    }

    private long real(Instant from, Instant to) {
      Duration simulated = Duration.between(from, to);
      double seconds = simulated.getSeconds() + simulated.getNano() / 1e9;
      return (long) (seconds / speedUp * 1e9);
    }
  }
}
