package io.millrace.simulator.writer;

import io.millrace.simulator.event.Change;
import io.millrace.simulator.event.EventRow;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The SQL of one connection. */
final class Statements implements AutoCloseable {

  // One statement for any number of rows. The keys come back in the order of the arrays.
  private static final String INSERT =
      """
      INSERT INTO telecom_events (event_type, event_time, recorded_at, region, subscriber,
          counterparty, duration_seconds, megabytes, amount, source)
      SELECT event_type, event_time, recorded_at, region, subscriber,
          counterparty, duration_seconds, megabytes, amount, ?
      FROM unnest(?::text[], ?::timestamptz[], ?::timestamptz[], ?::text[], ?::text[],
          ?::text[], ?::bigint[], ?::numeric[], ?::numeric[])
          WITH ORDINALITY AS row (event_type, event_time, recorded_at, region, subscriber,
          counterparty, duration_seconds, megabytes, amount, position)
      ORDER BY position
      RETURNING event_id
      """;

  private static final String UPDATE =
      """
      UPDATE telecom_events
      SET event_type = ?, event_time = ?, region = ?, subscriber = ?, counterparty = ?,
          duration_seconds = ?, megabytes = ?, amount = ?
      WHERE event_id = ?
      """;

  private static final String DELETE = "DELETE FROM telecom_events WHERE event_id = ?";

  /** Finds an event that its corrections cannot have changed beyond recognition. */
  static final String WITNESS =
      "SELECT 1 FROM telecom_events WHERE event_id = ? AND recorded_at = ? AND source = ?";

  private final Connection connection;
  private final String source;
  private final PreparedStatement insert;
  private final PreparedStatement update;
  private final PreparedStatement delete;

  Statements(Connection connection, String source) throws SQLException {
    this.connection = connection;
    this.source = source;
    this.insert = connection.prepareStatement(INSERT);
    this.update = connection.prepareStatement(UPDATE);
    this.delete = connection.prepareStatement(DELETE);
  }

  Connection connection() {
    return connection;
  }

  /** Inserts the rows and answers their keys in the same order. */
  List<Long> insert(List<Change.Insert> inserts) throws SQLException {
    insert.setString(1, source);
    insert.setArray(2, array("text", inserts, EventRow::eventType));
    insert.setArray(3, array("timestamptz", inserts, row -> text(row.eventTime())));
    insert.setArray(4, array("timestamptz", inserts, row -> text(row.recordedAt())));
    insert.setArray(5, array("text", inserts, EventRow::region));
    insert.setArray(6, array("text", inserts, EventRow::subscriber));
    insert.setArray(7, array("text", inserts, EventRow::counterparty));
    insert.setArray(8, array("bigint", inserts, EventRow::durationSeconds));
    insert.setArray(9, array("numeric", inserts, EventRow::megabytes));
    insert.setArray(10, array("numeric", inserts, EventRow::amount));
    List<Long> keys = new ArrayList<>(inserts.size());
    try (ResultSet result = insert.executeQuery()) {
      while (result.next()) {
        keys.add(result.getLong(1));
      }
    }
    return keys;
  }

  void update(List<EventRow> rows, List<Long> keys) throws SQLException {
    for (int i = 0; i < rows.size(); i++) {
      EventRow row = rows.get(i);
      update.setString(1, row.eventType());
      setInstant(update, 2, row.eventTime());
      update.setString(3, row.region());
      update.setString(4, row.subscriber());
      update.setString(5, row.counterparty());
      setLong(update, 6, row.durationSeconds());
      update.setBigDecimal(7, row.megabytes());
      update.setBigDecimal(8, row.amount());
      update.setLong(9, keys.get(i));
      update.addBatch();
    }
    update.executeBatch();
  }

  void delete(List<Long> keys) throws SQLException {
    for (long key : keys) {
      delete.setLong(1, key);
      delete.addBatch();
    }
    delete.executeBatch();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private Array array(
      String type, List<Change.Insert> inserts, Function<EventRow, @Nullable Object> column)
      throws SQLException {
    @Nullable Object[] values = new Object[inserts.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = column.apply(inserts.get(i).row());
    }
    return connection.createArrayOf(type, values);
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  private static void setInstant(PreparedStatement statement, int index, @Nullable Instant instant)
      throws SQLException {
    if (instant == null) {
      statement.setNull(index, Types.TIMESTAMP_WITH_TIMEZONE);
    } else {
      statement.setObject(index, instant.atOffset(ZoneOffset.UTC));
    }
  }

  private static void setLong(PreparedStatement statement, int index, @Nullable Long value)
      throws SQLException {
    if (value == null) {
      statement.setNull(index, Types.BIGINT);
    } else {
      statement.setLong(index, value);
    }
  }
}
