package io.millrace.simulator.flights.write;

import io.millrace.simulator.writer.CommitInDoubt;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;

/** The SQL of {@code raw_flights}, on one connection. */
final class RawFlightStatements {

  private static final String INSERT =
      """
      INSERT INTO raw_flights (record_key, source, run, observed_at, body)
      VALUES (?, ?, ?, ?, ?) RETURNING snapshot_id
      """;

  // The run tells more than the source does: it is another one for each process.
  private static final String WITNESS =
      "SELECT 1 FROM raw_flights WHERE snapshot_id = ? AND observed_at = ? AND run = ?";

  // What was inserted has been in the WAL since, and that is all the bridge needs.
  private static final String DELETE_OLD =
      "DELETE FROM raw_flights WHERE received_at < now() - interval '1 day'";

  private final String source;
  private final PreparedStatement insert;
  private final PreparedStatement deleteOld;

  RawFlightStatements(Connection connection, String source) throws SQLException {
    this.source = source;
    this.insert = connection.prepareStatement(INSERT);
    this.deleteOld = connection.prepareStatement(DELETE_OLD);
  }

  /**
   * Inserts the snapshot as it came.
   *
   * @return the row, by which its transaction can be found
   */
  CommitInDoubt.Witness insert(JudgedSnapshot snapshot) throws SQLException {
    insert.setString(1, source);
    insert.setString(2, source);
    insert.setString(3, snapshot.run());
    insert.setObject(4, snapshot.observedAt().atOffset(ZoneOffset.UTC));
    insert.setBytes(5, snapshot.body());
    try (ResultSet result = insert.executeQuery()) {
      result.next();
      return new CommitInDoubt.Witness(
          WITNESS, result.getLong(1), snapshot.observedAt(), snapshot.run());
    }
  }

  /** Deletes what has been there for more than a day, of all sources. */
  void deleteOld() throws SQLException {
    deleteOld.executeUpdate();
  }
}
