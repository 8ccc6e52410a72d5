package io.millrace.gateway.deadletters;

import io.millrace.gateway.EmbeddedDependencies;
import io.millrace.postgres.embedded.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Rows in PostgreSQL, and the images of them as change events carry them. */
final class SourceRows implements AutoCloseable {

  private final PostgresServer postgres;

  private SourceRows(PostgresServer postgres) {
    this.postgres = postgres;
  }

  static SourceRows start() throws Exception {
    return new SourceRows(EmbeddedDependencies.startPostgres());
  }

  /**
   * A row as it is in a table.
   *
   * @param id its key
   * @param xmin the transaction that wrote it
   */
  record Row(long id, long xmin) {

    /** A call of this row as a change event carries it. */
    String call() {
      return ("{\"event_id\":%d,\"event_type\":\"CALL\","
              + "\"event_time\":\"2026-03-01T10:00:00.123456Z\","
              + "\"recorded_at\":\"2026-03-01T10:00:01.000000Z\",\"region\":\"Astana\","
              + "\"subscriber\":\"a17\",\"counterparty\":null,\"duration_seconds\":-5,"
              + "\"megabytes\":\"1.250\",\"amount\":null,\"source\":\"test\"}")
          .formatted(id);
    }

    /** A state of this row as a change event carries it. */
    String state() {
      return ("{\"flight_id\":%d,\"icao24\":\"4b1816\",\"callsign\":null,\"origin_country\":null,"
              + "\"country\":\"CH\",\"time_position\":null,"
              + "\"last_contact\":\"2026-03-01T10:00:00.000000Z\",\"longitude\":8.5500001,"
              + "\"latitude\":47.45,\"baro_altitude\":1.0E-5,\"on_ground\":false,"
              + "\"velocity\":231.4,\"true_track\":null,\"vertical_rate\":null,"
              + "\"geo_altitude\":null,\"squawk\":null,\"spi\":false,\"position_source\":0,"
              + "\"observed_at\":\"2026-03-01T10:00:00.000000Z\",\"rules\":\"{a,\\\"b c\\\"}\","
              + "\"quarantined\":true,\"source\":\"test\"}")
          .formatted(id);
    }

    /** A change event of an image, as the transaction of the row wrote it. */
    String event(String op, String snapshot, String before, String after) {
      return event(op, snapshot, xmin, before, after);
    }

    /** A change event of an image. */
    static String event(String op, String snapshot, long transaction, String before, String after) {
      return ("{\"before\":%s,\"after\":%s,\"source\":{\"ts_ms\":1772359201000,"
              + "\"snapshot\":\"%s\",\"txId\":%d},\"op\":\"%s\",\"ts_ms\":1772359201500}")
          .formatted(before, after, snapshot, transaction, op);
    }
  }

  /** Inserts a call with a negative duration. */
  Row insertCall() throws SQLException {
    return row(
        "telecom",
        "INSERT INTO telecom_events (event_type, event_time, recorded_at, region, subscriber,"
            + " duration_seconds, megabytes, source) VALUES ('CALL', '2026-03-01T10:00:00.123456Z',"
            + " '2026-03-01T10:00:01Z', 'Astana', 'a17', -5, 1.25, 'test')"
            + " RETURNING event_id, xmin::text::bigint");
  }

  /** Inserts a state. */
  Row insertState() throws SQLException {
    return row(
        "opensky",
        "INSERT INTO processed_flights (icao24, country, last_contact, longitude, latitude,"
            + " baro_altitude, on_ground, velocity, spi, position_source, observed_at, rules,"
            + " quarantined, source) VALUES ('4b1816', 'CH', '2026-03-01T10:00:00Z', 8.5500001,"
            + " 47.45, 0.00001, false, 231.4, false, 0, '2026-03-01T10:00:00Z', '{a,b c}', true,"
            + " 'test') RETURNING flight_id, xmin::text::bigint");
  }

  /** Executes a statement that returns a row's key and version. */
  Row row(String database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return new Row(row.getLong(1), row.getLong(2));
    }
  }

  void execute(String database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  void stop() throws Exception {
    postgres.stop();
  }

  @Override
  public void close() {
    postgres.close();
  }

  private Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(
        postgres.jdbcUrl(database), postgres.adminUser(), postgres.adminPassword());
  }
}
