package io.millrace.bridge.source;

import io.millrace.bridge.SnapshotMode;
import io.millrace.bridge.SourceDefinition;
import io.millrace.bridge.TableName;
import io.millrace.bridge.kafka.SourceOffsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import org.postgresql.replication.LogSequenceNumber;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks, before an engine starts, whether slot and stored position fit together, so that nothing is
 * skipped in silence. The engine itself does not notice a slot that was dropped and made again.
 */
final class SlotCheck {

  private static final Logger log = LoggerFactory.getLogger(SlotCheck.class);

  private final SourceDefinition source;
  private final PublicationCheck publication;
  private final SourceOffsets offsets;

  /**
   * @param publication what must be in order on the server
   * @param offsets the source's stored position, which nobody else writes any more
   */
  SlotCheck(SourceDefinition source, PublicationCheck publication, SourceOffsets offsets) {
    this.source = source;
    this.publication = publication;
    this.offsets = offsets;
  }

  /**
   * How the engine will begin.
   *
   * @param snapshot whether it reads the tables before it streams
   * @param expectedRows about how many it will read; empty without one, or if the server has not
   *     counted them yet
   * @param signals whether incremental snapshots can be asked for
   * @param position where it streams from; empty with a snapshot, and where the slot stands when
   *     none is wanted
   */
  record Beginning(
      boolean snapshot,
      OptionalLong expectedRows,
      boolean signals,
      Optional<SourcePosition> position) {}

  /** What the server knows of the slot. */
  private record Slot(boolean active, long confirmedLsn, String walStatus) {}

  /**
   * Checks, and clears the way for a snapshot.
   *
   * @param obstacle why the stream cannot go on at the stored position, as earlier engines found
   * @throws SourceException if going on would lose changes or cannot work; with the remedy
   */
  Beginning prepare(Optional<String> obstacle)
      throws SQLException, ExecutionException, InterruptedException {
    Optional<SourceOffsets.Stored> stored = offsets.find();
    try (Connection connection = PostgresConnections.open(source.postgres())) {
      requirePrimary(connection);
      requirePublication(connection);
      ServerHistory history = ServerHistory.read(source.postgres());
      Optional<Slot> slot = find(connection);
      if (slot.isPresent() && slot.get().active()) {
        throw new SourceException(
            "replication slot "
                + source.slot()
                + " is in use: stop the other bridge, or wait until the server has noticed that"
                + " its connection is gone (wal_sender_timeout)");
      }
      Optional<SourcePosition> position = stored.map(SourceOffsets.Stored::position);
      Optional<String> gap =
          stored.flatMap(
              entry ->
                  history
                      .contradiction(entry.position(), entry.origin())
                      .or(() -> obstacle)
                      .or(() -> gap(entry.position(), slot)));
      if (gap.isPresent()) {
        if (source.snapshotMode() != SnapshotMode.WHEN_NEEDED) {
          throw new SourceException(
              gap.get()
                  + "; changes in between are not in the stream. Remedy:"
                  + " MILLRACE_BRIDGE_SNAPSHOT_MODE=when_needed reads the tables again");
        }
        log.atWarn().addKeyValue("cause", gap.get()).log("forgetting the position for a snapshot");
        offsets.forget();
        position = Optional.empty();
      }
      offsets.stampWith(history.origin());
      if (position.isPresent() || source.snapshotMode() == SnapshotMode.NEVER) {
        return new Beginning(false, OptionalLong.empty(), signals(connection, position), position);
      }
      if (slot.isPresent()) {
        // Only a new slot exports a snapshot that fits its start exactly.
        drop(connection);
      }
      return new Beginning(
          true,
          publication.estimatedRows(connection),
          signals(connection, position),
          Optional.empty());
    }
  }

  private boolean signals(Connection connection, Optional<SourcePosition> position)
      throws SQLException {
    Optional<String> missing = publication.noSignals(connection);
    if (missing.isPresent() && position.flatMap(SourcePosition::incremental).isPresent()) {
      throw new SourceException("an incremental snapshot is under way, but " + missing.get());
    }
    return missing.isEmpty();
  }

  private void requirePrimary(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT pg_is_in_recovery()")) {
      result.next();
      if (result.getBoolean(1)) {
        throw new SourceException(
            "the server at "
                + source.postgres()
                + " is a standby: heartbeats must be written. Remedy: promote it, or name the"
                + " primary");
      }
    }
  }

  private void requirePublication(Connection connection) throws SQLException {
    Optional<String> problem = publication.problem(connection);
    if (problem.isPresent()) {
      throw new SourceException(problem.get());
    }
    List<TableName> keyless = publication.keyless(connection);
    if (!keyless.isEmpty()) {
      log.atWarn()
          .addKeyValue("source", source.name())
          .addKeyValue("tables", keyless)
          .log("no primary key and no key columns: their events have no key and share a partition");
    }
  }

  private Optional<Slot> find(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT active, confirmed_flush_lsn, wal_status FROM pg_replication_slots"
                + " WHERE slot_name = ?")) {
      statement.setString(1, source.slot());
      try (ResultSet result = statement.executeQuery()) {
        if (!result.next()) {
          return Optional.empty();
        }
        String confirmed = result.getString(2);
        return Optional.of(
            new Slot(
                result.getBoolean(1),
                confirmed == null ? 0 : LogSequenceNumber.valueOf(confirmed).asLong(),
                Optional.ofNullable(result.getString(3)).orElse("unknown")));
      }
    }
  }

  private Optional<String> gap(SourcePosition stored, Optional<Slot> slot) {
    String name = "replication slot " + source.slot();
    if (slot.isEmpty()) {
      return Optional.of(name + " is missing, but events are stored up to " + stored.lsnText());
    }
    if (slot.get().walStatus().equals("lost")) {
      return Optional.of(name + " was invalidated: the server has removed WAL it needs");
    }
    if (slot.get().confirmedLsn() > stored.lsn()) {
      return Optional.of(
          name
              + " stands at "
              + LogSequenceNumber.valueOf(slot.get().confirmedLsn()).asString()
              + ", beyond the stored position "
              + stored.lsnText()
              + " (it was dropped and made again, or moved by hand)");
    }
    return Optional.empty();
  }

  private void drop(Connection connection) throws SQLException {
    PostgresConnections.dropSlot(connection, source);
    log.atInfo()
        .addKeyValue("slot", source.slot())
        .log("dropped the slot of an unfinished snapshot");
  }
}
