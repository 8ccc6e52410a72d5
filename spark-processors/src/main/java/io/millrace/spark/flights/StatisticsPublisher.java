package io.millrace.spark.flights;

import io.millrace.runtime.HealthCheck;
import io.millrace.spark.archive.ArchiveLedger;
import io.millrace.spark.archive.ArchiveLedger.Position;
import io.millrace.spark.config.StreamingConfig;
import io.millrace.spark.query.PeriodicStep;
import io.millrace.spark.query.StreamingMetrics;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes the statistics of windows that changed back to PostgreSQL's {@code flight_statistics},
 * where the bridge captures them like every other table.
 *
 * <p>There is no loop: this reads what {@code processed_flights} came to, and nothing that is
 * computed reads {@code flight_statistics}. A step that was cut short is done again, and changes
 * only what it had not.
 */
final class StatisticsPublisher implements PeriodicStep.Step, AutoCloseable {

  /** The name it goes by in {@code millrace.archive_progress}. */
  static final String NAME = "opensky-statistics";

  private static final int WINDOWS_TOGETHER = 120;

  private final StreamingConfig config;
  private final StreamingMetrics metrics;
  private final ArchiveLedger ledger;
  private @Nullable StatisticsTable table;

  StatisticsPublisher(StreamingConfig config, StreamingMetrics metrics) {
    this.config = config;
    this.metrics = metrics;
    this.ledger =
        new ArchiveLedger(
            config.clickHouse(),
            FlightStatesQuery.NAME,
            NAME,
            insert -> metrics.inserted(NAME, insert));
  }

  @Override
  public HealthCheck.Verdict run() {
    Optional<Position> newest = ledger.newest();
    if (newest.isEmpty()) {
      return HealthCheck.Verdict.up("no window yet");
    }
    Position to = newest.get();
    Position from = ledger.archived().orElse(new Position(to.checkpointId(), -1, Instant.EPOCH));
    if (to.batchId() != from.batchId()) {
      publish(ledger.changedWindows(from, to));
      ledger.record(to, 0);
    }
    return HealthCheck.Verdict.up("statistics are in PostgreSQL up to batch " + to.batchId());
  }

  private void publish(List<Long> windows) {
    try {
      for (int first = 0; first < windows.size(); first += WINDOWS_TOGETHER) {
        List<Long> some =
            windows.subList(first, Math.min(windows.size(), first + WINDOWS_TOGETHER));
        List<CountryStatistics> rows = CountryStatistics.of(config.clickHouse(), some);
        metrics.written(NAME, connected().replace(some, rows));
      }
    } catch (SQLException e) {
      close();
      throw new IllegalStateException(
          "PostgreSQL at " + config.postgres() + " did not take statistics: " + e.getMessage(), e);
    }
  }

  private StatisticsTable connected() throws SQLException {
    StatisticsTable open = table;
    if (open == null) {
      open = new StatisticsTable(config.postgres());
      table = open;
    }
    return open;
  }

  @Override
  public void close() {
    StatisticsTable open = table;
    table = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        // It was away already.
        return;
      }
    }
  }
}
