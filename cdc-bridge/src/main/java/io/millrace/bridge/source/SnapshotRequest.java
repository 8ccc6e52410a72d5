package io.millrace.bridge.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.bridge.SourceDefinition;
import io.millrace.bridge.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Asks for an incremental snapshot by a row in the source's signal table. The request is thereby in
 * the WAL, behind all that was committed before: a bridge that dies in between finds it again.
 */
public final class SnapshotRequest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private SnapshotRequest() {}

  /**
   * Writes the request.
   *
   * @param tables at least one; captured, with a primary key that is also their events' key
   * @return its id
   */
  public static String send(SourceDefinition source, List<TableName> tables) throws SQLException {
    String id = UUID.randomUUID().toString();
    String sql = "INSERT INTO %s (id, type, data) VALUES (?, 'execute-snapshot', ?)";
    try (Connection connection = PostgresConnections.open(source.postgres());
        PreparedStatement statement =
            connection.prepareStatement(sql.formatted(source.signalTable().quoted()))) {
      statement.setString(1, id);
      statement.setString(2, data(tables));
      statement.executeUpdate();
    }
    return id;
  }

  /** Names are regular expressions there. */
  private static String data(List<TableName> tables) {
    try {
      return JSON.writeValueAsString(
          Map.of(
              "type",
              "INCREMENTAL",
              "data-collections",
              tables.stream().map(TableName::pattern).toList()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
