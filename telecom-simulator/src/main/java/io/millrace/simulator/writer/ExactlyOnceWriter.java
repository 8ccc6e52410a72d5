package io.millrace.simulator.writer;

import io.millrace.runtime.HealthCheck;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes batches into PostgreSQL, each in one transaction, exactly once and in order, over one
 * connection.
 *
 * <p>When PostgreSQL goes away, {@link #write} waits with backoff and goes on. A transaction whose
 * COMMIT got no answer is looked up before it is done again ({@link CommitInDoubt}).
 *
 * <p>Used by one thread; {@link #health()} may be asked by others.
 *
 * @param <B> a batch
 * @param <R> what writing a batch answers, such as the keys of its rows
 */
public final class ExactlyOnceWriter<B, R> implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ExactlyOnceWriter.class);
  private static final Duration FIRST_WAIT = Duration.ofMillis(100);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(5);

  private final PostgresTarget target;
  private final Opening<B, R> opening;
  private final Runnable waited;
  private @Nullable Session<B, R> session;
  private volatile boolean writing;
  private volatile long beganNanos;
  private volatile HealthCheck.Verdict health = HealthCheck.Verdict.down("not connected yet");

  /** The SQL of one connection. */
  public interface Session<B, R> extends AutoCloseable {

    /** The connection, which does not commit by itself. */
    Connection connection();

    /** Writes the batch into the open transaction. */
    Written<R> write(B batch) throws SQLException;

    /** Closes the connection. */
    @Override
    void close() throws SQLException;
  }

  /** Begins a session on a new connection. */
  @FunctionalInterface
  public interface Opening<B, R> {
    /** A session that closes the connection when it is closed. */
    Session<B, R> open(Connection connection) throws SQLException;
  }

  /**
   * What a batch came to.
   *
   * @param witness one row that the batch inserted and left in place; null if there is none
   */
  public record Written<R>(R result, CommitInDoubt.@Nullable Witness witness) {}

  private record InDoubt<R>(CommitInDoubt commit, R result) {}

  /**
   * A writer that connects at its first batch.
   *
   * @param waited told each time PostgreSQL is found away
   */
  public ExactlyOnceWriter(PostgresTarget target, Opening<B, R> opening, Runnable waited) {
    this.target = target;
    this.opening = opening;
    this.waited = waited;
  }

  /**
   * Writes one batch; returns once it is durable.
   *
   * @throws EventWriteException if PostgreSQL refuses it for good
   * @throws io.millrace.runtime.InvalidSettingException if it refuses user or password
   * @throws InterruptedException if interrupted while waiting for PostgreSQL; the batch may have
   *     been committed
   */
  public R write(B batch) throws InterruptedException {
    beganNanos = System.nanoTime();
    writing = true;
    try {
      return writeWaiting(batch);
    } catch (RuntimeException | Error e) {
      health = HealthCheck.Verdict.down("writing to " + target + " ended: " + e.getMessage());
      throw e;
    } finally {
      writing = false;
    }
  }

  /**
   * A session that sends many statements for one batch says that PostgreSQL has answered one: it is
   * not silent, however long the batch takes.
   */
  public void answered() {
    beganNanos = System.nanoTime();
  }

  /** Whether PostgreSQL took the last write, and answered within 5 s during the present one. */
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

  private R writeWaiting(B batch) throws InterruptedException {
    Duration wait = FIRST_WAIT;
    InDoubt<R> inDoubt = null;
    while (true) {
      try {
        Session<B, R> open = connected();
        if (inDoubt != null) {
          CommitInDoubt.Outcome outcome = lookUp(inDoubt.commit(), open.connection());
          if (outcome == CommitInDoubt.Outcome.STILL_OPEN) {
            wait = pause(wait);
            continue;
          }
          if (outcome == CommitInDoubt.Outcome.COMMITTED) {
            return inDoubt.result();
          }
          inDoubt = null;
        }
        Written<R> written = open.write(batch);
        inDoubt =
            new InDoubt<>(
                new CommitInDoubt(
                    CommitInDoubt.currentTransaction(open.connection()), written.witness()),
                written.result());
        open.connection().commit();
        return written.result();
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

  private static CommitInDoubt.Outcome lookUp(CommitInDoubt commit, Connection connection)
      throws SQLException {
    CommitInDoubt.Outcome outcome = commit.resolve(connection);
    log.atInfo()
        .addKeyValue("transaction", commit.transactionId())
        .addKeyValue("outcome", outcome)
        .log("looked up a commit that was not answered");
    return outcome;
  }

  private Session<B, R> connected() throws SQLException {
    Session<B, R> open = session;
    if (open == null) {
      open = opening.open(target.connect());
      session = open;
      health = HealthCheck.Verdict.up("writing to " + target);
      log.atInfo().addKeyValue("target", target).log("connected to PostgreSQL");
    }
    return open;
  }

  private void unavailable(SQLException e, Duration wait) {
    waited.run();
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
    Session<B, R> open = session;
    session = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        log.atDebug().addKeyValue("reason", e.getMessage()).log("closing the connection failed");
      }
    }
  }
}
