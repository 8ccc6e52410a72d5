package io.millrace.spark.telecom.batch.daily;

import io.millrace.model.Domain;
import io.millrace.spark.batch.BatchException;
import io.millrace.spark.batch.PostgresSnapshot;
import io.millrace.spark.config.StreamingConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * A session in PostgreSQL's database of telecom events: its clock, its log, and the locks by which
 * runs keep out of each other's way. They are advisory locks of the session, so a run that is
 * killed leaves none behind.
 */
final class TelecomSource implements AutoCloseable {

  /** First half of the locks' keys; the second is the day, or {@link #WINDOWS}. */
  private static final int LOCKS = 0x7D41_1A5E;

  private static final int WINDOWS = -1;

  private final StreamingConfig.Postgres server;
  private final Connection session;

  /**
   * Connects.
   *
   * @throws BatchException if PostgreSQL cannot be reached, or the table not be read
   */
  TelecomSource(StreamingConfig.Postgres server) {
    this.server = server;
    try {
      this.session = PostgresSnapshot.connect(server, Domain.TELECOM.database());
      try (Statement statement = session.createStatement()) {
        statement.execute("SELECT event_id FROM telecom_events LIMIT 1");
      }
    } catch (SQLException e) {
      throw PostgresSnapshot.unreadable(server, e);
    }
  }

  /**
   * Takes a day for this session, until it is closed.
   *
   * @throws BatchException if another run has it
   */
  void lock(LocalDate day) {
    if (!tryLock((int) day.toEpochDay())) {
      throw new BatchException(
          day
              + " is being computed by another run, which holds PostgreSQL's advisory lock ("
              + LOCKS
              + ", "
              + day.toEpochDay()
              + "); run it again when that one has ended");
    }
  }

  /**
   * Takes the stream's windows for this session: days of different zones share windows, so one run
   * at a time restates.
   *
   * @throws BatchException if another run keeps them for too long
   */
  void lockWindows(Patience patience) {
    try {
      patience.await(
          () -> tryLock(WINDOWS),
          () ->
              "another run restates windows and holds PostgreSQL's advisory lock ("
                  + LOCKS
                  + ", "
                  + WINDOWS
                  + "); run it again when that one has ended");
    } catch (SQLException e) {
      throw PostgresSnapshot.unreadable(server, e);
    }
  }

  /** Gives the windows back. */
  void unlockWindows() {
    release(WINDOWS);
  }

  private boolean tryLock(int key) {
    return text("SELECT pg_try_advisory_lock(" + LOCKS + ", " + key + ")::text").equals("true");
  }

  private void release(int key) {
    text("SELECT pg_advisory_unlock(" + LOCKS + ", " + key + ")::text");
  }

  /**
   * A snapshot with the bounds that make it comparable with the stream.
   *
   * <p>A commit's time is taken before others see the commit, so "before the snapshot" is no
   * guarantee of being in it. Therefore the clock is read first, then a transaction's id is taken,
   * and the snapshot when all of lower ids have ended: ids rise, so a transaction that the snapshot
   * does not see began to write after that reading, and its commit is later. (A snapshot's own
   * {@code xmax} is no such id: what is under way may lie above it.)
   *
   * @throws BatchException if a transaction does not end in time
   */
  TelecomSnapshot snapshot(Patience patience) {
    Instant settledBefore = now();
    String last = text("SELECT pg_current_xact_id()::text");
    try {
      patience.await(
          () ->
              text("SELECT (pg_snapshot_xmin(pg_current_snapshot()) > '" + last + "'::xid8)::text")
                  .equals("true"),
          () ->
              "transactions that began to write before "
                  + settledBefore
                  + " have not ended, the oldest with id "
                  + text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
                  + "; end it, or wait longer by --patience");
    } catch (SQLException e) {
      throw PostgresSnapshot.unreadable(server, e);
    }
    PostgresSnapshot taken = new PostgresSnapshot(server, Domain.TELECOM.database());
    return new TelecomSnapshot(taken, settledBefore, now(), position());
  }

  /** The end of the log: what was committed until now is before it. */
  String position() {
    return text("SELECT pg_current_wal_insert_lsn()::text");
  }

  /** The server's clock, µs. */
  Instant now() {
    String micros = text("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint::text");
    return Instant.EPOCH.plus(Long.parseLong(micros), ChronoUnit.MICROS);
  }

  /** The position up to which the bridge has all in Kafka; empty if it has no replication slot. */
  String confirmed() {
    return text(
        "SELECT coalesce((SELECT confirmed_flush_lsn::text FROM pg_replication_slots"
            + " WHERE slot_name = '"
            + Domain.TELECOM.replicationSlot()
            + "'), '')");
  }

  /** Whether one position is not before another. */
  boolean reached(String confirmed, String position) {
    return !confirmed.isEmpty()
        && text("SELECT ('" + confirmed + "'::pg_lsn >= '" + position + "'::pg_lsn)::text")
            .equals("true");
  }

  /** The session, for queries of what is committed now. */
  Connection session() {
    return session;
  }

  private String text(String sql) {
    try (PreparedStatement statement = session.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return Objects.requireNonNull(row.getString(1), sql);
    } catch (SQLException e) {
      throw PostgresSnapshot.unreadable(server, e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (SQLException e) {
      // Its locks end with it, also if the server ends it.
    }
  }
}
