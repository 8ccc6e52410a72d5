package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.postgresql.PGConnection;

/**
 * Writers that insert, update, delete, copy, roll back, and roll back to savepoints, at once and in
 * transactions short and long, until told to stop; they remember what they committed. Each row's
 * version is its {@code duration_seconds}, counted from 0.
 */
final class ChangingTable {

  static final String ROLLED_BACK = "rolled back";

  private final CaptureStack stack;
  private final List<Writer> writers = new ArrayList<>();
  private final ReadWriteLock truncation = new ReentrantReadWriteLock(true);
  private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(4);

  ChangingTable(CaptureStack stack) {
    this.stack = stack;
  }

  /** Starts {@code sessions}, each with a transaction every {@code period}. */
  void start(int sessions, Duration period) throws SQLException {
    for (int i = 1; i <= sessions; i++) {
      Writer writer = new Writer(i);
      writers.add(writer);
      writer.task =
          executor.scheduleAtFixedRate(
              writer::transaction, 0, period.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Truncates the table between the writers' transactions. */
  void truncate() throws SQLException {
    truncation.writeLock().lock();
    try {
      stack.execute("TRUNCATE telecom_events");
      writers.forEach(writer -> writer.alive.clear());
    } finally {
      truncation.writeLock().unlock();
    }
  }

  /** Stops the writers; the newest version of each row ever committed, deleted ones included. */
  Map<Long, Long> stopAndCollectVersions() throws Exception {
    executor.shutdown();
    assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    Map<Long, Long> versions = new TreeMap<>();
    for (Writer writer : writers) {
      assertThat(writer.task.isCancelled()).as("ended by shutdown, not by a failure").isTrue();
      writer.connection.close();
      versions.putAll(writer.committed);
    }
    return versions;
  }

  /** One session with rows of its own, so that its memory of them is exact. */
  private final class Writer {

    private final Random random;
    private final Connection connection;
    private final Map<Long, Long> committed = new TreeMap<>();
    private final List<Long> alive = new ArrayList<>();
    private ScheduledFuture<?> task;
    private long nextId;

    Writer(int number) throws SQLException {
      random = new Random(number);
      nextId = number * 10_000_000L;
      connection = stack.connect();
      connection.setAutoCommit(false);
    }

    private void transaction() {
      truncation.readLock().lock();
      try {
        switch (random.nextInt(20)) {
          case 0 -> copy(300 + random.nextInt(700));
          case 1 -> rollBack();
          case 2 -> mixed(1 + random.nextInt(30), Duration.ofMillis(400));
          default -> mixed(1 + random.nextInt(30), Duration.ZERO);
        }
      } catch (SQLException | IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      } finally {
        truncation.readLock().unlock();
      }
    }

    private void copy(int rows) throws SQLException, IOException {
      StringBuilder lines = new StringBuilder();
      long first = nextId;
      for (int i = 0; i < rows; i++) {
        lines.append(nextId++).append(",0,copy\n");
      }
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn(
              "COPY telecom_events (event_id, duration_seconds, source) FROM STDIN (FORMAT csv)",
              new StringReader(lines.toString()));
      connection.commit();
      for (long id = first; id < nextId; id++) {
        committed.put(id, 0L);
        alive.add(id);
      }
    }

    private void rollBack() throws SQLException {
      insertWhatIsRolledBack();
      connection.rollback();
    }

    /** A sub-transaction that leaves nothing. */
    private void rollBackToSavepoint() throws SQLException {
      Savepoint savepoint = connection.setSavepoint();
      insertWhatIsRolledBack();
      connection.rollback(savepoint);
    }

    private void insertWhatIsRolledBack() throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            "INSERT INTO telecom_events (event_id, source) SELECT i, '"
                + ROLLED_BACK
                + "'"
                + " FROM generate_series("
                + nextId
                + ", "
                + (nextId + 50)
                + ") i");
      }
    }

    /**
     * @param rest amid the transaction, while others commit theirs
     */
    private void mixed(int changes, Duration rest) throws SQLException, InterruptedException {
      Map<Long, Long> versions = new TreeMap<>();
      try (PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO telecom_events (event_id, duration_seconds, source)"
                      + " VALUES (?, 0, 'insert')");
          PreparedStatement update =
              connection.prepareStatement(
                  "UPDATE telecom_events SET duration_seconds = ? WHERE event_id = ?");
          PreparedStatement delete =
              connection.prepareStatement("DELETE FROM telecom_events WHERE event_id = ?")) {
        for (int i = 0; i < changes; i++) {
          if (i == changes / 2) {
            rollBackToSavepoint();
            Thread.sleep(rest.toMillis());
          }
          if (i == changes / 3) {
            // One that stays: its rows come with its parent's commit.
            connection.setSavepoint();
          }
          int kind = alive.isEmpty() ? 0 : random.nextInt(10);
          if (kind < 4) {
            long id = nextId++;
            insert.setLong(1, id);
            insert.execute();
            versions.put(id, 0L);
            alive.add(id);
          } else if (kind < 9) {
            long id = alive.get(random.nextInt(alive.size()));
            long version = versions.getOrDefault(id, committed.getOrDefault(id, 0L)) + 1;
            update.setLong(1, version);
            update.setLong(2, id);
            update.execute();
            versions.put(id, version);
          } else {
            long id = alive.remove(random.nextInt(alive.size()));
            delete.setLong(1, id);
            delete.execute();
          }
        }
      }
      connection.commit();
      committed.putAll(versions);
    }
  }
}
