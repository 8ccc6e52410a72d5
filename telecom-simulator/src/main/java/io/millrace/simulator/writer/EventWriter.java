package io.millrace.simulator.writer;

import io.millrace.runtime.HealthCheck;
import io.millrace.simulator.event.Change;
import io.millrace.simulator.event.EventRow;
import io.millrace.simulator.event.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Applies transactions to {@code telecom_events}, each exactly once and in order, over one
 * connection.
 *
 * <p>It waits out outages as {@link ExactlyOnceWriter} does. Keys are PostgreSQL's own, so several
 * runs may write to one table; they are remembered for as long as changes of the event follow.
 *
 * <p>Used by one thread; {@link #health()} may be asked by others.
 */
public final class EventWriter implements AutoCloseable {

  private final String source;
  private final SimulatorMetrics metrics;
  private final ExactlyOnceWriter<Transaction, List<Long>> writer;
  private final Map<Long, Known> keys = new HashMap<>();

  private record Known(long eventId, int laterChanges) {}

  /**
   * A writer that connects at its first transaction.
   *
   * @param source what the rows name as their source, such as {@code simulator:42}
   */
  public EventWriter(PostgresTarget target, String source, SimulatorMetrics metrics) {
    this.source = source;
    this.metrics = metrics;
    this.writer =
        new ExactlyOnceWriter<>(
            target,
            connection -> new EventSession(new Statements(connection, source)),
            metrics::waited);
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
    committed(transaction, writer.write(transaction));
  }

  /** Writes all that follow, without pacing. */
  public void writeAll(Iterator<Transaction> transactions) throws InterruptedException {
    while (transactions.hasNext()) {
      write(transactions.next());
    }
  }

  /** Whether PostgreSQL took the last write, and the present one within 5 s. */
  public HealthCheck health() {
    return writer.health();
  }

  @Override
  public void close() {
    writer.close();
  }

  private final class EventSession implements ExactlyOnceWriter.Session<Transaction, List<Long>> {

    private final Statements statements;

    EventSession(Statements statements) {
      this.statements = statements;
    }

    @Override
    public Connection connection() {
      return statements.connection();
    }

    @Override
    public ExactlyOnceWriter.Written<List<Long>> write(Transaction transaction)
        throws SQLException {
      List<Long> insertedKeys = apply(statements, transaction);
      return new ExactlyOnceWriter.Written<>(insertedKeys, witness(transaction, insertedKeys));
    }

    @Override
    public void close() throws SQLException {
      statements.close();
    }
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
        return new CommitInDoubt.Witness(
            Statements.WITNESS, insertedKeys.get(i), insert.row().recordedAt(), source);
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
}
