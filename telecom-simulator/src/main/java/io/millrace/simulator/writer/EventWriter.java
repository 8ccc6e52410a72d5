package io.millrace.simulator.writer;

import io.millrace.runtime.HealthCheck;
import io.millrace.simulator.event.Change;
import io.millrace.simulator.event.EventRow;
import io.millrace.simulator.event.Transaction;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies transactions to {@code telecom_events}, each exactly once and in order, over one
 * connection.
 *
 * <p>When PostgreSQL goes away, {@link #write} waits with backoff and goes on. A transaction whose
 * COMMIT got no answer is looked up before it is done again ({@link CommitInDoubt}). Keys are
 * PostgreSQL's own, so several runs may write to one table; they are remembered for as long as
 * changes of the event follow.
 *
 * <p>Used by one thread; {@link #health()} may be asked by others.
 */
public final class EventWriter implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EventWriter.class);
  private static final Duration FIRST_WAIT = Duration.ofMillis(100);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(5);

  private final PostgresTarget target;
  private final String source;
  private final SimulatorMetrics metrics;
  private final Map<Long, Known> keys = new HashMap<>();
  private @Nullable Statements statements;
  private volatile boolean writing;
  private volatile long beganNanos;
  private volatile HealthCheck.Verdict health = HealthCheck.Verdict.down("not connected yet");

  private record Known(long eventId, int laterChanges) {}

  /**
   * A writer that connects at its first transaction.
   *
   * @param source what the rows name as their source, such as {@code simulator:42}
   */
  public EventWriter(PostgresTarget target, String source, SimulatorMetrics metrics) {
    this.target = target;
    this.source = source;
    this.metrics = metrics;
  }

  /**
   * Writes one transaction; returns once it is durable.
   *
   * @throws EventWriteException if PostgreSQL refuses it for good
   * @throws io.millrace.runtime.InvalidSettingException if it refuses user or password
   * @throws InterruptedException if interrupted while waiting for PostgreSQL; the transaction may
   *     have been committed
   */
  public void write(Transaction transaction) throws InterruptedException {
    beganNanos = System.nanoTime();
    writing = true;
    try {
      writeWaiting(transaction);
    } catch (RuntimeException | Error e) {
      health = HealthCheck.Verdict.down("writing to " + target + " ended: " + e.getMessage());
      throw e;
    } finally {
      writing = false;
    }
  }

  private void writeWaiting(Transaction transaction) throws InterruptedException {
    Duration wait = FIRST_WAIT;
    InDoubt inDoubt = null;
    while (true) {
      try {
        Statements open = connected();
        if (inDoubt != null) {
          CommitInDoubt.Outcome outcome = lookUp(inDoubt, open);
          if (outcome == CommitInDoubt.Outcome.STILL_OPEN) {
            wait = pause(wait);
            continue;
          }
          if (outcome == CommitInDoubt.Outcome.COMMITTED) {
            committed(transaction, inDoubt.insertedKeys());
            return;
          }
          inDoubt = null;
        }
        List<Long> insertedKeys = apply(open, transaction);
        inDoubt =
            new InDoubt(
                new CommitInDoubt(open.transactionId(), witness(transaction, insertedKeys)),
                insertedKeys);
        open.connection().commit();
        committed(transaction, insertedKeys);
        return;
      } catch (SQLException e) {
        disconnect();
        if (!Outage.passes(e)) {
          throw new EventWriteException(target, e);
        }
        unavailable(e, wait);
        wait = pause(wait);
      }
    }
  }

  /** Writes all that follow, without pacing. */
  public void writeAll(Iterator<Transaction> transactions) throws InterruptedException {
    while (transactions.hasNext()) {
      write(transactions.next());
    }
  }

  /** Whether PostgreSQL took the last write, and the present one within 5 s. */
  public HealthCheck health() {
    return () -> {
      Duration since = Duration.ofNanos(System.nanoTime() - beganNanos);
      // A server that is frozen or cut off gives no error for a long while.
      return health.up() && writing && since.compareTo(LONGEST_SILENCE) > 0
          ? HealthCheck.Verdict.down(target + " has not answered for " + since.toSeconds() + " s")
          : health;
    };
  }

  @Override
  public void close() {
    disconnect();
  }

  private record InDoubt(CommitInDoubt commit, List<Long> insertedKeys) {}

  private static CommitInDoubt.Outcome lookUp(InDoubt inDoubt, Statements open)
      throws SQLException {
    CommitInDoubt.Outcome outcome = inDoubt.commit().resolve(open.connection());
    log.atInfo()
        .addKeyValue("transaction", inDoubt.commit().transactionId())
        .addKeyValue("outcome", outcome)
        .log("looked up a commit that was not answered");
    return outcome;
  }

  private Statements connected() throws SQLException {
    Statements open = statements;
    if (open == null) {
      open = new Statements(target.connect(), source);
      statements = open;
      health = HealthCheck.Verdict.up("writing to " + target);
      log.atInfo().addKeyValue("target", target).log("connected to PostgreSQL");
    }
    return open;
  }

  private List<Long> apply(Statements open, Transaction transaction) throws SQLException {
    List<Long> inserted =
        transaction.inserts().isEmpty() ? List.of() : open.insert(transaction.inserts());
    Map<Long, Long> keysOfThis = new HashMap<>();
    for (int i = 0; i < inserted.size(); i++) {
      if (transaction.inserts().get(i).laterChanges() > 0) {
        keysOfThis.put(transaction.inserts().get(i).eventNumber(), inserted.get(i));
      }
    }
    List<EventRow> rows = new ArrayList<>();
    List<Long> updated = new ArrayList<>();
    List<Long> deleted = new ArrayList<>();
    for (Change change : transaction.changes()) {
      long key = key(change, keysOfThis);
      if (change instanceof Change.Delete) {
        deleted.add(key);
      } else {
        rows.add(change.row());
        updated.add(key);
      }
    }
    // A deletion is an event's last change, so all updates may go before all deletions.
    open.update(rows, updated);
    open.delete(deleted);
    return inserted;
  }

  private long key(Change change, Map<Long, Long> keysOfThis) {
    Long key = keysOfThis.get(change.eventNumber());
    if (key != null) {
      return key;
    }
    Known known = keys.get(change.eventNumber());
    if (known == null) {
      throw new IllegalArgumentException(
          "event " + change.eventNumber() + " is changed, but no change of it was announced");
    }
    return known.eventId();
  }

  private CommitInDoubt.@Nullable Witness witness(
      Transaction transaction, List<Long> insertedKeys) {
    Set<Long> deleted = new HashSet<>();
    for (Change change : transaction.changes()) {
      if (change instanceof Change.Delete) {
        deleted.add(change.eventNumber());
      }
    }
    for (int i = 0; i < insertedKeys.size(); i++) {
      Change.Insert insert = transaction.inserts().get(i);
      if (!deleted.contains(insert.eventNumber())) {
        return new CommitInDoubt.Witness(insertedKeys.get(i), insert.row().recordedAt(), source);
      }
    }
    return null;
  }

  private void committed(Transaction transaction, List<Long> insertedKeys) {
    for (int i = 0; i < insertedKeys.size(); i++) {
      Change.Insert insert = transaction.inserts().get(i);
      if (insert.laterChanges() > 0) {
        keys.put(insert.eventNumber(), new Known(insertedKeys.get(i), insert.laterChanges()));
      }
    }
    for (Change change : transaction.changes()) {
      keys.computeIfPresent(
          change.eventNumber(),
          (number, known) ->
              known.laterChanges() == 1
                  ? null
                  : new Known(known.eventId(), known.laterChanges() - 1));
    }
    metrics.committed(transaction);
  }

  private void unavailable(SQLException e, Duration wait) {
    metrics.waited();
    health = HealthCheck.Verdict.down(target + " is away: " + e.getMessage());
    log.atWarn()
        .addKeyValue("target", target)
        .addKeyValue("sqlstate", e.getSQLState())
        .addKeyValue("reason", e.getMessage())
        .addKeyValue("retry_in", wait)
        .log("PostgreSQL is away; waiting");
  }

  private static Duration pause(Duration wait) throws InterruptedException {
    Thread.sleep(wait.toMillis());
    Duration doubled = wait.multipliedBy(2);
    return doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
  }

  private void disconnect() {
    Statements open = statements;
    statements = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        log.atDebug().addKeyValue("reason", e.getMessage()).log("closing the connection failed");
      }
    }
  }
}
