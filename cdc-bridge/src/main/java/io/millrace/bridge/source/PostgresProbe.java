package io.millrace.bridge.source;

import io.millrace.bridge.BridgeConfig.PostgresAccess;
import io.millrace.model.Domain;
import io.millrace.runtime.HealthCheck;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks the source server every two seconds whether it answers, and how far its slot is behind. It
 * asks on its own, so that a health request never waits for a server that is away.
 */
public final class PostgresProbe implements HealthCheck, AutoCloseable {

  private static final String QUESTION =
      """
      SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn)::bigint
      FROM pg_replication_slots WHERE slot_name = ?""";

  private final PostgresAccess access;
  private final Domain domain;
  private final ScheduledExecutorService executor;
  private volatile Verdict verdict = Verdict.down("not asked yet");
  private volatile double lagBytes = Double.NaN;
  private @Nullable Connection connection;

  private PostgresProbe(PostgresAccess access, Domain domain) {
    this.access = access;
    this.domain = domain;
    this.executor =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "probe-" + domain.database());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Begins to ask. */
  public static PostgresProbe start(PostgresAccess access, Domain domain) {
    PostgresProbe probe = new PostgresProbe(access, domain);
    probe.executor.scheduleWithFixedDelay(probe::ask, 0, 2, TimeUnit.SECONDS);
    return probe;
  }

  /** The newest answer. */
  @Override
  public Verdict check() {
    return verdict;
  }

  /** WAL beyond what the slot has confirmed, in bytes; not a number while that is not known. */
  public double lagBytes() {
    return lagBytes;
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  private void ask() {
    try {
      Connection open = connection == null ? PostgresConnections.open(access, domain) : connection;
      connection = open;
      try (PreparedStatement statement = open.prepareStatement(QUESTION)) {
        statement.setString(1, domain.replicationSlot());
        try (ResultSet result = statement.executeQuery()) {
          if (result.next()) {
            lagBytes = result.getLong(1);
            verdict = Verdict.up("slot " + domain.replicationSlot() + " is " + text() + " behind");
          } else {
            lagBytes = Double.NaN;
            verdict = Verdict.up("answers; no slot " + domain.replicationSlot() + " yet");
          }
        }
      }
    } catch (SQLException e) {
      lagBytes = Double.NaN;
      verdict = Verdict.down(access.url(domain) + ": " + Causes.describe(e));
      closeQuietly();
    }
  }

  private String text() {
    return (long) lagBytes + " bytes";
  }

  private void closeQuietly() {
    try (Connection broken = connection) {
      connection = null;
    } catch (SQLException e) {
      // It was broken before.
    }
  }
}
