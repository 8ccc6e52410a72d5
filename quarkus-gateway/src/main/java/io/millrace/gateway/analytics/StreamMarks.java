package io.millrace.gateway.analytics;

import io.millrace.model.Domain;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** When a domain's analytics changed last, by the ledger of micro-batches. */
@ApplicationScoped
public class StreamMarks {

  /** What changed longer ago than this is not news; it spares the ledger's older granules. */
  private static final Duration RECENT = Duration.ofMinutes(10);

  private static final String NEWEST =
      "SELECT toUnixTimestamp64Milli(max(finished_at)) FROM millrace.micro_batches"
          + " WHERE query = ? AND finished_at >= fromUnixTimestamp64Milli(?, 'UTC')";

  private final AnalyticsQueries analytics;

  StreamMarks(AnalyticsQueries analytics) {
    this.analytics = analytics;
  }

  /**
   * The end of the newest micro-batch that changed a domain's analytics, Unix time in ms; 0 if none
   * did recently.
   */
  public CompletionStage<Long> newest(Domain domain) {
    SqlText sql =
        new SqlText("")
            .append(NEWEST, domain.metricsQuery(), Instant.now().minus(RECENT).toEpochMilli());
    return analytics.ask(
        Endpoint.STREAM,
        connection -> {
          try (PreparedStatement statement = sql.prepare(connection);
              ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
          }
        });
  }
}
