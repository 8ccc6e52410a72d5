package io.millrace.gateway.flights;

import io.millrace.gateway.analytics.AnalyticsQueries;
import io.millrace.gateway.analytics.Columns;
import io.millrace.gateway.analytics.Endpoint;
import io.millrace.gateway.analytics.SqlText;
import io.millrace.gateway.analytics.StreamMarks;
import io.millrace.gateway.stream.LiveFeed;
import io.millrace.model.Domain;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A notice that states of aircraft changed. The positions are not in it: which of them a client
 * shows depends on its map.
 */
@ApplicationScoped
class FlightsFeed implements LiveFeed {

  /** Partials are few: a row per minute and country; states themselves are only counted. */
  private static final String NEWEST =
      """
      SELECT toUnixTimestamp64Milli(max(last_commit)),
             (SELECT toUnixTimestamp64Micro(max(observed_at)) FROM opensky.flights_streaming),
             length(mapFilter((address, n) -> n > 0, sumMapIf(aircraft, window_start >=
               (SELECT max(window_start) FROM opensky.country_partials) - INTERVAL 5 MINUTE)))
      FROM opensky.country_partials""";

  private final AnalyticsQueries analytics;
  private final StreamMarks marks;

  FlightsFeed(AnalyticsQueries analytics, StreamMarks marks) {
    this.analytics = analytics;
    this.marks = marks;
  }

  /**
   * What an event carries.
   *
   * @param asOf newest PostgreSQL commit contained; null when nothing is
   * @param newestObservedAt the newest instant that a state describes; null when there is none
   * @param aircraft different aircraft of the five minutes before that
   */
  record Notice(@Nullable Instant asOf, @Nullable Instant newestObservedAt, long aircraft) {}

  @Override
  public String name() {
    return "flights";
  }

  @Override
  public CompletionStage<Long> mark() {
    return marks.newest(Domain.OPENSKY);
  }

  @Override
  public CompletionStage<Notice> content() {
    return analytics.ask(Endpoint.STREAM, FlightsFeed::notice);
  }

  private static Notice notice(Connection connection) throws SQLException {
    try (PreparedStatement statement = new SqlText(NEWEST).prepare(connection);
        ResultSet row = statement.executeQuery()) {
      row.next();
      Instant newest = Columns.microseconds(row, 2);
      return new Notice(
          Columns.newestCommit(row, 1),
          newest.equals(Instant.EPOCH) ? null : newest,
          row.getLong(3));
    }
  }
}
