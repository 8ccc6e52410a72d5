package io.millrace.simulator.writer;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Tells what passes by waiting from what does not, by SQLSTATE class. */
final class Outage {

  private Outage() {}

  /**
   * Whether the same transaction may succeed later, on a new connection: the connection broke (08),
   * a rollback for concurrency (40), no resources such as disk or connections (53), an object in
   * use (55), the server stops, starts or ended the session (57), an idle or read-only transaction
   * (25), or the system under it failed (58).
   */
  static boolean passes(SQLException e) {
    @Nullable String state = e.getSQLState();
    if (state == null || state.length() < 2) {
      return false;
    }
    return switch (state.substring(0, 2)) {
      case "08", "25", "40", "53", "55", "57", "58" -> true;
      default -> false;
    };
  }
}
