package io.millrace.gateway.pipeline;

import io.millrace.gateway.connections.MonitorConnections;
import io.millrace.model.Domain;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The replication slots as PostgreSQL itself sees them, so that lag is known also when the bridge
 * is down, which is when it grows.
 */
@ApplicationScoped
class SlotFigures {

  private static final String QUESTION =
      """
      SELECT slot_name, active, wal_status, safe_wal_size,
             pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn)::bigint,
             pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::bigint
      FROM pg_replication_slots WHERE slot_name = ANY (?)""";

  private static final String[] SLOTS =
      Arrays.stream(Domain.values()).map(Domain::replicationSlot).toArray(String[]::new);

  private final MonitorConnections monitor;
  private @Nullable Connection connection;

  SlotFigures(MonitorConnections monitor) {
    this.monitor = monitor;
  }

  /** A replication slot; amounts of WAL in bytes. */
  record Slot(
      boolean active,
      @Nullable String walStatus,
      @Nullable Long safeWalBytes,
      @Nullable Long lagBytes,
      @Nullable Long walKeptBytes) {}

  /** The slots of all domains that exist, by name. */
  synchronized Map<String, Slot> read() throws SQLException {
    Connection open = connection;
    if (open == null) {
      // Slots belong to the server; which of its databases is asked makes no difference.
      open = monitor.open(Domain.TELECOM);
      connection = open;
    }
    try (PreparedStatement statement = open.prepareStatement(QUESTION)) {
      statement.setArray(1, open.createArrayOf("text", SLOTS));
      Map<String, Slot> slots = new TreeMap<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          slots.put(
              row.getString(1),
              new Slot(
                  row.getBoolean(2),
                  row.getString(3),
                  whole(row, 4),
                  whole(row, 5),
                  whole(row, 6)));
        }
      }
      return slots;
    } catch (SQLException e) {
      close();
      throw e;
    }
  }

  private static @Nullable Long whole(ResultSet row, int column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  @PreDestroy
  synchronized void close() {
    try (Connection broken = connection) {
      connection = null;
    } catch (SQLException e) {
      // It was broken before, or the gateway ends.
    }
  }
}
