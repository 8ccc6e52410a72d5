package io.millrace.spark.telecom.batch.daily;

import com.clickhouse.client.api.query.GenericRecord;
import io.millrace.model.Domain;
import io.millrace.spark.batch.BatchException;
import io.millrace.spark.config.StreamingConfig;
import io.millrace.spark.sink.ClickHouseTable;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether the stream has counted everything that was committed up to an instant.
 *
 * <p>The newest commit of the ledger alone does not say so: a micro-batch takes a share of each
 * Kafka partition, so a heartbeat may be counted before rows committed earlier. Two things together
 * do. The bridge's replication slot says when all of it is in Kafka, and each micro-batch that is
 * planned from then on takes at least one record of every partition that has any left, oldest
 * first. So when several in a row have nothing as old as the instant, nothing as old is left. One
 * would do, but for offsets that hold no change: a tombstone, a transaction's marker.
 */
final class StreamProgress {

  /** Micro-batches in a row without anything old: a change, its tombstone, its marker. */
  private static final int QUIET = 3;

  private static final String QUERY = Domain.TELECOM.metricsQuery();

  private static final String NEWEST =
      "SELECT toString(checkpoint_id) AS checkpoint, toInt64(batch_id) AS batch"
          + " FROM millrace.micro_batches FINAL WHERE query = {query:String}"
          + " ORDER BY finished_at DESC, batch_id DESC LIMIT 1";

  // A batch that counted nothing says nothing: 1970.
  private static final String QUIET_SINCE =
      "SELECT toInt64(count()) AS batches, toInt64(min(oldest)) AS oldest FROM ("
          + "SELECT ifNull(toUnixTimestamp64Milli(oldest_commit), 0) AS oldest"
          + " FROM millrace.micro_batches FINAL WHERE query = {query:String}"
          + " AND checkpoint_id = {checkpoint:UUID} AND batch_id >= {first:Int64}"
          + " ORDER BY batch_id DESC LIMIT {quiet:Int64})";

  private final StreamingConfig.ClickHouse clickHouse;
  private final TelecomSource source;

  StreamProgress(StreamingConfig.ClickHouse clickHouse, TelecomSource source) {
    this.clickHouse = clickHouse;
    this.source = source;
  }

  private record Batch(String checkpoint, long id) {}

  /**
   * Waits until the stream has counted it all.
   *
   * @param committedBy an instant at which or before which it was committed
   * @param position in PostgreSQL's log, before which all of it is
   * @throws BatchException naming what is missing, if it takes too long
   */
  void await(Instant committedBy, String position, Patience patience) {
    try {
      patience.await(
          () -> source.reached(source.confirmed(), position), () -> bridgeBehind(position));
      Batch seen = newest();
      // The next one may have been planned before.
      patience.await(
          () -> quiet(seen, committedBy),
          () ->
              QUERY
                  + " has not counted all that was committed up to "
                  + committedBy
                  + ": its newest micro-batch is "
                  + (newest() == null ? "none" : newest())
                  + ", and "
                  + QUIET
                  + " in a row without older commits are needed from batch "
                  + (seen == null ? 1 : seen.id + 2)
                  + " on; see that the streaming application runs");
    } catch (SQLException e) {
      throw new BatchException("PostgreSQL cannot be read: " + e.getMessage(), e);
    }
  }

  private String bridgeBehind(String position) {
    String confirmed = source.confirmed();
    String slot = "replication slot " + Domain.TELECOM.replicationSlot();
    return confirmed.isEmpty()
        ? "there is no " + slot + ", so nothing reaches the stream; start the bridge"
        : slot
            + " is confirmed up to "
            + confirmed
            + ", not yet up to "
            + position
            + "; see that the bridge runs";
  }

  private boolean quiet(@Nullable Batch seen, Instant committedBy) {
    Batch now = newest();
    if (now == null) {
      return false;
    }
    // Of another checkpoint, the first may have been planned before as well.
    long first = seen != null && seen.checkpoint.equals(now.checkpoint) ? seen.id + 2 : 1;
    GenericRecord row =
        ClickHouseTable.query(
                clickHouse,
                QUIET_SINCE,
                Map.of(
                    "query",
                    QUERY,
                    "checkpoint",
                    now.checkpoint,
                    "first",
                    first,
                    "quiet",
                    (long) QUIET))
            .get(0);
    // Commit times are kept in whole ms, cut off.
    return row.getLong("batches") == QUIET
        && row.getLong("oldest") > committedBy.truncatedTo(ChronoUnit.MILLIS).toEpochMilli();
  }

  private @Nullable Batch newest() {
    List<GenericRecord> rows = ClickHouseTable.query(clickHouse, NEWEST, Map.of("query", QUERY));
    return rows.isEmpty()
        ? null
        : new Batch(rows.get(0).getString("checkpoint"), rows.get(0).getLong("batch"));
  }
}
