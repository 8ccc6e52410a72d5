package io.millrace.simulator;

import io.millrace.model.Domain;
import io.millrace.simulator.event.EventRow;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The telecom table. */
public final class TelecomDatabase extends TestDatabase {

  private TelecomDatabase(Path folder) throws IOException, InterruptedException, SQLException {
    super(Domain.TELECOM, "telecom_events", folder);
  }

  public static TelecomDatabase start(Path folder)
      throws IOException, InterruptedException, SQLException {
    return new TelecomDatabase(folder);
  }

  /** All rows of a source, in order of insertion. */
  public List<EventRow> rows(String source) throws SQLException {
    List<EventRow> rows = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT * FROM telecom_events WHERE source = '" + source + "' ORDER BY event_id")) {
      while (result.next()) {
        rows.add(
            new EventRow(
                result.getString("event_type"),
                instant(result, "event_time"),
                result.getObject("recorded_at", OffsetDateTime.class).toInstant(),
                result.getString("region"),
                result.getString("subscriber"),
                result.getString("counterparty"),
                result.getObject("duration_seconds", Long.class),
                result.getBigDecimal("megabytes"),
                result.getBigDecimal("amount")));
      }
    }
    return rows;
  }

  private static @Nullable Instant instant(ResultSet result, String column) throws SQLException {
    OffsetDateTime time = result.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
