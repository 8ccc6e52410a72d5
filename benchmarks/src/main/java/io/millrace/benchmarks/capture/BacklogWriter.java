package io.millrace.benchmarks.capture;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Writes the backlogs, on the server's side, while no contender runs. */
final class BacklogWriter {

  private final CaptureRig rig;

  BacklogWriter(CaptureRig rig) {
    this.rig = rig;
  }

  /** Inserts rows of 11 columns, none of them null. */
  Backlog insert(long rows) throws SQLException {
    Backlog.Kind kind = Backlog.Kind.INSERTS;
    long firstId =
        write(
            """
        DO $$ BEGIN FOR t IN 1..%d LOOP
          INSERT INTO telecom_events (event_type, event_time, region, subscriber, counterparty,
            duration_seconds, megabytes, amount, source)
          SELECT 'DATA_SESSION', now(), 'Almaty', md5(i::text), md5((i + 1)::text), i, i / 1000.0,
            i / 100.0, 'capture' FROM generate_series(1, %d) i;
          COMMIT;
        END LOOP; END $$"""
                .formatted(rows / kind.rowsPerTransaction(), kind.rowsPerTransaction()));
    return new Backlog(kind, firstId, rows);
  }

  /** Updates each row of an earlier backlog once. */
  Backlog update(Backlog inserted) throws SQLException {
    Backlog.Kind kind = Backlog.Kind.UPDATES;
    write(
        """
        DO $$ BEGIN FOR t IN 0..%d LOOP
          UPDATE telecom_events SET amount = amount + 1, source = 'updated'
          WHERE event_id BETWEEN %d + t * %d AND %d + t * %d;
          COMMIT;
        END LOOP; END $$"""
            .formatted(
                inserted.rows() / kind.rowsPerTransaction() - 1,
                inserted.firstId(),
                kind.rowsPerTransaction(),
                inserted.firstId() + kind.rowsPerTransaction() - 1,
                kind.rowsPerTransaction()));
    return new Backlog(kind, inserted.firstId(), inserted.rows());
  }

  /** Answers the first {@code event_id} that was free before. */
  private long write(String block) throws SQLException {
    try (Connection connection = rig.connect();
        Statement statement = connection.createStatement()) {
      long firstId;
      try (ResultSet rows =
          statement.executeQuery("SELECT coalesce(max(event_id), 0) + 1 FROM telecom_events")) {
        rows.next();
        firstId = rows.getLong(1);
      }
      // What is in the log is the same; the checkpoint makes it durable before anyone reads.
      statement.execute("SET synchronous_commit = off");
      statement.execute(block);
      statement.execute("CHECKPOINT");
      return firstId;
    }
  }
}
