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
import java.util.Optional;
import java.util.UUID;

/**
 * Asks for an incremental snapshot by a row in the source's signal table. The request is thereby in
 * the WAL, behind all that was committed before: a bridge that dies in between finds it again.
 */
final class SnapshotRequest {

  private static final String SIGNALS_ARE_NEW =
      "the signal table was not there when the source started. Remedy: pause and resume it";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final SourceDefinition source;
  private final PublicationCheck publication;

  SnapshotRequest(SourceDefinition source, PublicationCheck publication) {
    this.source = source;
    this.publication = publication;
  }

  /**
   * Writes the request.
   *
   * @param tables at least one; captured
   * @param heeded whether the running engine reads the signal table
   * @return its id
   * @throws SourceException if it could not be carried out, with the remedy
   */
  String send(List<TableName> tables, boolean heeded) throws SQLException {
    String id = UUID.randomUUID().toString();
    String sql = "INSERT INTO %s (id, type, data) VALUES (?, 'execute-snapshot', ?)";
    try (Connection connection = PostgresConnections.open(source.postgres())) {
      Optional<String> obstacle = publication.noSignals(connection);
      if (obstacle.isEmpty() && !heeded) {
        obstacle = Optional.of(SIGNALS_ARE_NEW);
      }
      if (obstacle.isEmpty()) {
        obstacle = publication.notWalkable(connection, tables);
      }
      if (obstacle.isPresent()) {
        throw new SourceException(obstacle.get());
      }
      try (PreparedStatement statement =
          connection.prepareStatement(sql.formatted(source.signalTable().quoted()))) {
        statement.setString(1, id);
        statement.setString(2, data(tables));
        statement.executeUpdate();
      }
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
