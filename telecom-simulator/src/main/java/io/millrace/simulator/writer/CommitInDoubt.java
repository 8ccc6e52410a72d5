package io.millrace.simulator.writer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * A transaction whose COMMIT was sent and not answered: asks a later connection what became of it.
 *
 * <p>{@code pg_xact_status} alone does not settle it. When the server crashes before a
 * transaction's first WAL record is on disk, recovery does not know that its identifier was ever
 * given out and gives it to another transaction, whose commit would then be taken for ours. So a
 * committed identifier counts only if the witness, one of the transaction's own rows, is there.
 *
 * @param transactionId full (64-bit) transaction identifier
 * @param witness one row that the transaction inserted and left in place; null if there is none, in
 *     which case doing all of it again changes nothing
 */
public record CommitInDoubt(String transactionId, @Nullable Witness witness) {

  /**
   * A row that tells its transaction from all others. No later change of it may touch these.
   *
   * @param question SQL with three parameters, key, time and source, that answers a row if it is
   *     there
   * @param source who wrote the row, as one of its columns says: a source, or a run of it
   */
  public record Witness(String question, long key, Instant time, String source) {}

  enum Outcome {
    COMMITTED,
    NOT_COMMITTED,
    STILL_OPEN
  }

  private static final String BEYOND_ALL_GIVEN_OUT = "22023";

  /** The identifier of the transaction that is open. */
  static String currentTransaction(Connection connection) throws SQLException {
    try (PreparedStatement ask = connection.prepareStatement("SELECT pg_current_xact_id()::text");
        ResultSet result = ask.executeQuery()) {
      result.next();
      return result.getString(1);
    }
  }

  Outcome resolve(Connection connection) throws SQLException {
    String status;
    try (PreparedStatement ask =
        connection.prepareStatement("SELECT pg_xact_status(?::text::xid8)")) {
      ask.setString(1, transactionId);
      try (ResultSet result = ask.executeQuery()) {
        result.next();
        status = result.getString(1);
      }
      connection.commit();
    } catch (SQLException e) {
      if (BEYOND_ALL_GIVEN_OUT.equals(e.getSQLState())) {
        // "transaction ID is in the future": the server crashed and forgot it altogether.
        connection.rollback();
        return Outcome.NOT_COMMITTED;
      }
      throw e;
    }
    if ("in progress".equals(status)) {
      return Outcome.STILL_OPEN;
    }
    if ("aborted".equals(status)) {
      return Outcome.NOT_COMMITTED;
    }
    // Committed, or so old that only the row can tell.
    return witnessed(connection) ? Outcome.COMMITTED : Outcome.NOT_COMMITTED;
  }

  private boolean witnessed(Connection connection) throws SQLException {
    if (witness == null) {
      return false;
    }
    try (PreparedStatement ask = connection.prepareStatement(witness.question())) {
      ask.setLong(1, witness.key());
      ask.setObject(2, witness.time().atOffset(ZoneOffset.UTC));
      ask.setString(3, witness.source());
      boolean found;
      try (ResultSet result = ask.executeQuery()) {
        found = result.next();
      }
      connection.commit();
      return found;
    }
  }
}
