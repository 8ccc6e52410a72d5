package io.millrace.benchmarks.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Replication slots of the rig's database. */
final class Slots {

  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final CaptureRig rig;

  Slots(CaptureRig rig) {
    this.rig = rig;
  }

  /** Makes a slot for pgoutput where the log stands now. */
  void create(String name) throws SQLException {
    ask("SELECT count(*) FROM pg_create_logical_replication_slot(?, 'pgoutput')", name);
  }

  /** Makes {@code to} stand exactly where {@code from} does. */
  void copy(String from, String to) throws SQLException, InterruptedException {
    awaitInactive(from);
    try (Connection connection = rig.connect();
        PreparedStatement statement =
            connection.prepareStatement("SELECT pg_copy_logical_replication_slot(?, ?)")) {
      statement.setString(1, from);
      statement.setString(2, to);
      statement.execute();
    }
  }

  /** Moves a slot to the log's end: all that is before it has been seen. */
  void advance(String name) throws SQLException, InterruptedException {
    awaitInactive(name);
    ask("SELECT count(*) FROM pg_replication_slot_advance(?, pg_current_wal_lsn())", name);
  }

  /** Drops a slot if it is there, once nobody uses it. */
  void drop(String name) throws SQLException, InterruptedException {
    awaitInactive(name);
    ask(
        "SELECT count(pg_drop_replication_slot(slot_name)) FROM pg_replication_slots"
            + " WHERE slot_name = ?",
        name);
  }

  /** The process id of the server's sender that serves a slot now. */
  OptionalLong sender(String name) throws SQLException {
    long pid =
        ask(
            "SELECT coalesce(max(active_pid), 0) FROM pg_replication_slots WHERE slot_name = ?",
            name);
    return pid == 0 ? OptionalLong.empty() : OptionalLong.of(pid);
  }

  private void awaitInactive(String name) throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (sender(name).isPresent()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("replication slot " + name + " is still in use");
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private long ask(String sql, String name) throws SQLException {
    try (Connection connection = rig.connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }
}
