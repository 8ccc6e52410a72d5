package io.millrace.simulator.flights.write;

import io.millrace.recordings.flights.FlightReport;
import io.millrace.runtime.HealthCheck;
import io.millrace.simulator.writer.ExactlyOnceWriter;
import io.millrace.simulator.writer.PostgresTarget;

/**
 * Writes snapshots, their judged states into {@code processed_flights} and themselves into {@code
 * raw_flights}: each in one transaction, exactly once and in order. It waits out outages as {@link
 * ExactlyOnceWriter} does.
 */
public final class FlightWriter implements AutoCloseable {

  private final ExactlyOnceWriter<JudgedSnapshot, FlightReport> writer;
  private final FlightMetrics metrics;

  /**
   * A writer that connects at its first snapshot.
   *
   * @param source what the rows name as their source, such as {@code live}
   */
  public FlightWriter(PostgresTarget target, String source, FlightMetrics metrics) {
    this.metrics = metrics;
    this.writer =
        new ExactlyOnceWriter<>(
            target,
            connection -> new FlightStatements(connection, source, this::answered),
            metrics::waited);
  }

  /**
   * Writes one snapshot; returns once it is durable. A state that the table already counts becomes
   * a quarantined duplicate.
   *
   * @return what was written, as it is stored
   * @throws io.millrace.simulator.writer.EventWriteException if PostgreSQL refuses it for good
   * @throws InterruptedException if interrupted while waiting for PostgreSQL; the snapshot may have
   *     been committed
   */
  FlightReport write(JudgedSnapshot snapshot) throws InterruptedException {
    FlightReport stored = writer.write(snapshot);
    metrics.committed(stored);
    return stored;
  }

  /** Whether PostgreSQL took the last write, and answered within 5 s during the present one. */
  public HealthCheck health() {
    return writer.health();
  }

  @Override
  public void close() {
    writer.close();
  }

  private void answered() {
    writer.answered();
  }
}
