package io.millrace.bridge.source;

import io.millrace.bridge.PostgresAccess;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Which WAL a server has: the cluster's identity, its timeline, and where the timelines before it
 * ended. A promoted standby goes on with a new timeline from the last WAL it had received; what the
 * old primary wrote beyond that never happened there.
 *
 * @param system the cluster's identifier; standbys share their primary's
 * @param timeline the present one, from 1
 * @param end where its WAL ends now
 * @param branches former timelines that lead to this one, and the LSN where each was left
 */
public record ServerHistory(String system, int timeline, long end, Map<Integer, Long> branches) {

  private static final Pattern BRANCH =
      Pattern.compile("^\\s*(\\d+)\\s+([0-9A-F]+/[0-9A-F]+)", Pattern.MULTILINE);

  /** Where a stored position comes from. */
  public record Origin(String system, int timeline) {}

  /** Asks the server, by a replication connection. */
  static ServerHistory read(PostgresAccess access) throws SQLException {
    try (Connection connection = PostgresConnections.openReplication(access);
        Statement statement = connection.createStatement()) {
      String system;
      int timeline;
      long end;
      try (ResultSet identity = statement.executeQuery("IDENTIFY_SYSTEM")) {
        identity.next();
        system = identity.getString("systemid");
        timeline = identity.getInt("timeline");
        end = LogSequenceNumber.valueOf(identity.getString("xlogpos")).asLong();
      }
      if (timeline == 1) {
        return new ServerHistory(system, timeline, end, Map.of());
      }
      try (ResultSet history = statement.executeQuery("TIMELINE_HISTORY " + timeline)) {
        history.next();
        return new ServerHistory(system, timeline, end, branches(history.getString("content")));
      }
    }
  }

  /** Reads a history file's lines: timeline, LSN, reason. */
  static Map<Integer, Long> branches(String content) {
    Map<Integer, Long> branches = new TreeMap<>();
    Matcher line = BRANCH.matcher(content);
    while (line.find()) {
      branches.put(
          Integer.valueOf(line.group(1)), LogSequenceNumber.valueOf(line.group(2)).asLong());
    }
    return branches;
  }

  Origin origin() {
    return new Origin(system, timeline);
  }

  /** Why a position does not lie in this history; empty if it does. */
  Optional<String> contradiction(SourcePosition position, Optional<Origin> origin) {
    if (origin.isPresent() && !origin.get().system().equals(system)) {
      return Optional.of(
          "the server is another one (system identifier "
              + system
              + ") than the one events are stored of ("
              + origin.get().system()
              + ")");
    }
    int timelineThen = origin.map(Origin::timeline).orElse(timeline);
    long sharedUpTo = timelineThen == timeline ? end : branches.getOrDefault(timelineThen, 0L);
    if (Long.compareUnsigned(position.lsn(), sharedUpTo) <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        timelineThen == timeline
            ? "the server's WAL ends at "
                + text(end)
                + ", before the stored position "
                + position.lsnText()
                + ": it was restored from an older state, and what followed is in Kafka but not in"
                + " the database"
            : "the server was promoted at "
                + text(sharedUpTo)
                + " (timeline "
                + timeline
                + "), before the stored position "
                + position.lsnText()
                + " of timeline "
                + timelineThen
                + ": changes that it had not received are in Kafka but not in the database");
  }

  private static String text(long lsn) {
    return LogSequenceNumber.valueOf(lsn).asString();
  }
}
