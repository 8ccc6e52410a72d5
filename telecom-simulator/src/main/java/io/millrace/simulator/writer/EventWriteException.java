package io.millrace.simulator.writer;

import java.sql.SQLException;

/** PostgreSQL is there but refuses the write in a way that trying again cannot cure. */
public final class EventWriteException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  EventWriteException(PostgresTarget target, SQLException cause) {
    super(
        target
            + " refused the events ("
            + cause.getSQLState()
            + ": "
            + cause.getMessage()
            + "): run postgres-init against it, or correct what it names",
        cause);
  }
}
