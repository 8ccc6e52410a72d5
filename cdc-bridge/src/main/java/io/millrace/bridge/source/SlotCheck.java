package io.millrace.bridge.source;

import io.millrace.bridge.BridgeConfig;
import io.millrace.bridge.SnapshotMode;
import io.millrace.bridge.kafka.SourceOffsets;
import io.millrace.model.Domain;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
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

  private final BridgeConfig config;
  private final Domain domain;
  private final SourceOffsets offsets;

  /**
   * @param offsets the source's stored position, which nobody else writes any more
   */
  SlotCheck(BridgeConfig config, Domain domain, SourceOffsets offsets) {
    this.config = config;
    this.domain = domain;
    this.offsets = offsets;
  }

  /**
   * How the engine will begin.
   *
   * @param snapshot whether it reads the tables before it streams
   * @param position where it streams from; empty with a snapshot, and where the slot stands when
   *     none is wanted
   */
  record Beginning(boolean snapshot, Optional<SourcePosition> position) {}

  /** What the server knows of the slot. */
  private record Slot(boolean active, long confirmedLsn, String walStatus) {}

  /**
   * Checks, and clears the way for a snapshot.
   *
   * @throws SourceException if going on would lose changes or cannot work; with the remedy
   */
  Beginning prepare() throws SQLException, ExecutionException, InterruptedException {
    Optional<SourcePosition> position = offsets.find();
    try (Connection connection = PostgresConnections.open(config.postgres(), domain)) {
      requirePublication(connection);
      Optional<Slot> slot = find(connection);
      if (slot.isPresent() && slot.get().active()) {
        throw new SourceException(
            "replication slot "
                + domain.replicationSlot()
                + " is in use: stop the other bridge, or wait until the server has noticed that"
                + " its connection is gone (wal_sender_timeout)");
      }
      Optional<String> gap = position.flatMap(stored -> gap(stored, slot));
      if (gap.isPresent()) {
        if (config.snapshotMode() != SnapshotMode.WHEN_NEEDED) {
          throw new SourceException(
              gap.get()
                  + "; changes in between are not in the stream. Remedy:"
                  + " MILLRACE_BRIDGE_SNAPSHOT_MODE=when_needed reads the tables again");
        }
        log.atWarn().addKeyValue("cause", gap.get()).log("forgetting the position for a snapshot");
        offsets.forget();
        position = Optional.empty();
      }
      if (position.isPresent() || config.snapshotMode() == SnapshotMode.NEVER) {
        return new Beginning(false, position);
      }
      if (slot.isPresent()) {
        // Only a new slot exports a snapshot that fits its start exactly.
        drop(connection);
      }
      return new Beginning(true, Optional.empty());
    }
  }

  private void requirePublication(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT 1 FROM pg_publication WHERE pubname = ?")) {
      statement.setString(1, domain.publication());
      try (ResultSet result = statement.executeQuery()) {
        if (!result.next()) {
          throw new SourceException(
              "database "
                  + domain.database()
                  + " has no publication "
                  + domain.publication()
                  + ": run postgres-init, or CREATE PUBLICATION for "
                  + domain.tables());
        }
      }
    }
  }

  private Optional<Slot> find(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT active, confirmed_flush_lsn, wal_status FROM pg_replication_slots"
                + " WHERE slot_name = ?")) {
      statement.setString(1, domain.replicationSlot());
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
    String name = "replication slot " + domain.replicationSlot();
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
    PostgresConnections.dropSlot(connection, domain);
    log.atInfo()
        .addKeyValue("slot", domain.replicationSlot())
        .log("dropped the slot of an unfinished snapshot");
  }
}
