package io.millrace.simulator.flights.write;

import io.millrace.model.flights.FlightQuality.Assessment;
import io.millrace.runtime.HealthCheck;
import io.millrace.simulator.writer.ExactlyOnceWriter;
import io.millrace.simulator.writer.PostgresTarget;
import java.util.List;

/**
 * Writes judged states into {@code processed_flights}, each batch exactly once and in order. It
 * waits out outages as {@link ExactlyOnceWriter} does.
 */
public final class FlightWriter implements AutoCloseable {

  private final ExactlyOnceWriter<List<Assessment>, List<Assessment>> writer;
  private final FlightMetrics metrics;

  /**
   * A writer that connects at its first batch.
   *
   * @param source what the rows name as their source, such as {@code live}
   */
  public FlightWriter(PostgresTarget target, String source, FlightMetrics metrics) {
    this.metrics = metrics;
    this.writer =
        new ExactlyOnceWriter<>(
            target, connection -> new FlightStatements(connection, source), metrics::waited);
  }

  /**
   * Writes one batch; returns once it is durable. A state that the table already counts becomes a
   * quarantined duplicate.
   *
   * @param batch at least one
   * @return the assessments as they are stored
   * @throws io.millrace.simulator.writer.EventWriteException if PostgreSQL refuses it for good
   * @throws InterruptedException if interrupted while waiting for PostgreSQL; the batch may have
   *     been committed
   */
  public List<Assessment> write(List<Assessment> batch) throws InterruptedException {
    List<Assessment> stored = writer.write(batch);
    metrics.committed(stored);
    return stored;
  }

  /** Whether PostgreSQL took the last write, and the present one within 5 s. */
  public HealthCheck health() {
    return writer.health();
  }

  @Override
  public void close() {
    writer.close();
  }
}
