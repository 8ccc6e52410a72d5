package io.millrace.spark.sink;

import com.clickhouse.client.api.query.GenericRecord;
import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.spark.config.StreamingConfig;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What each micro-batch of one streaming query did, kept in ClickHouse beside its effects. It also
 * carries the watermark from batch to batch, so that a replayed batch is judged as it was at first.
 */
public final class MicroBatchLedger {

  private final StreamingConfig.ClickHouse server;
  private final String query;
  private final Consumer<Insert> inserted;
  private @Nullable MicroBatch last;

  /**
   * @param query the streaming query's name
   * @param inserted told of each insert into ClickHouse
   */
  public MicroBatchLedger(
      StreamingConfig.ClickHouse server, String query, Consumer<Insert> inserted) {
    this.server = server;
    this.query = query;
    this.inserted = inserted;
  }

  /**
   * One micro-batch.
   *
   * @param checkpointId identity of the checkpoint that numbers the batches
   * @param batchId Spark's number, from 0
   * @param watermarkBefore the watermark it was judged by
   * @param watermarkAfter the one the next batch is judged by; never before {@code watermarkBefore}
   * @param contributions signed row images counted
   * @param late of those, the ones whose window had closed
   * @param deadLetters records turned away
   * @param lateHours hours that hold the restated windows
   * @param windows starts of the windows that changed
   * @param oldestCommit the oldest PostgreSQL commit counted; null if nothing was
   * @param newestCommit the newest one; null if nothing was
   */
  public record MicroBatch(
      String checkpointId,
      long batchId,
      Instant watermarkBefore,
      Instant watermarkAfter,
      long contributions,
      long late,
      long deadLetters,
      List<Instant> lateHours,
      List<Instant> windows,
      @Nullable Instant oldestCommit,
      @Nullable Instant newestCommit) {

    /** Checks the order of the watermarks. */
    public MicroBatch {
      if (watermarkAfter.isBefore(watermarkBefore)) {
        throw new IllegalArgumentException(
            "watermark goes back from " + watermarkBefore + " to " + watermarkAfter);
      }
      lateHours = List.copyOf(lateHours);
      windows = List.copyOf(windows);
    }
  }

  /**
   * Refuses a checkpoint other than the one whose batches the ledger holds: it would number them
   * anew and count again what is counted.
   *
   * @throws IllegalStateException naming both checkpoints and the way out
   */
  public void requireSameCheckpoint(String checkpointId) {
    List<GenericRecord> others =
        ClickHouseTable.query(
            server,
            "SELECT toString(checkpoint_id) AS checkpoint, count() AS batches"
                + " FROM millrace.micro_batches FINAL"
                + " WHERE query = {query:String} AND checkpoint_id != {checkpoint:UUID}"
                + " GROUP BY checkpoint_id LIMIT 1",
            Map.of("query", query, "checkpoint", checkpointId));
    if (!others.isEmpty()) {
      throw new IllegalStateException(
          "query "
              + query
              + " has checkpoint "
              + checkpointId
              + ", but ClickHouse holds "
              + others.get(0).getLong("batches")
              + " micro-batches of checkpoint "
              + others.get(0).getString("checkpoint")
              + ": going on would count events twice. Restore that checkpoint, or empty the"
              + " aggregates and millrace.micro_batches (./millrace reset) to start anew");
    }
  }

  /** The watermark that a batch is judged by: the one its predecessor left, or 1970. */
  public Instant watermarkBefore(String checkpointId, long batchId) {
    MicroBatch known = last;
    if (known != null
        && known.checkpointId().equals(checkpointId)
        && known.batchId() == batchId - 1) {
      return known.watermarkAfter();
    }
    List<GenericRecord> rows =
        ClickHouseTable.query(
            server,
            "SELECT toUnixTimestamp64Micro(watermark_after) AS watermark"
                + " FROM millrace.micro_batches FINAL"
                + " WHERE query = {query:String} AND checkpoint_id = {checkpoint:UUID}"
                + " AND batch_id < {batch:UInt64} ORDER BY batch_id DESC LIMIT 1",
            Map.of("query", query, "checkpoint", checkpointId, "batch", batchId));
    return rows.isEmpty()
        ? Instant.EPOCH
        : Instant.EPOCH.plusNanos(rows.get(0).getLong("watermark") * 1_000);
  }

  /**
   * Enters a batch, after all its effects are confirmed.
   *
   * @throws SinkException if ClickHouse does not confirm
   */
  public void record(MicroBatch batch) {
    JsonRows rows = new JsonRows();
    rows.add(
        json -> {
          json.writeStringField("query", query);
          json.writeStringField("checkpoint_id", batch.checkpointId());
          json.writeNumberField("batch_id", batch.batchId());
          json.writeStringField("watermark_before", JsonRows.micros(batch.watermarkBefore()));
          json.writeStringField("watermark_after", JsonRows.micros(batch.watermarkAfter()));
          json.writeNumberField("contributions", batch.contributions());
          json.writeNumberField("late", batch.late());
          json.writeNumberField("dead_letters", batch.deadLetters());
          JsonRows.instants(json, "late_hours", batch.lateHours());
          JsonRows.instants(json, "windows", batch.windows());
          writeCommit(json, "oldest_commit", batch.oldestCommit());
          writeCommit(json, "newest_commit", batch.newestCommit());
        });
    inserted.accept(new ClickHouseTable(server, "millrace.micro_batches").insert(rows, ""));
    last = batch;
  }

  private static void writeCommit(JsonGenerator json, String field, @Nullable Instant commit)
      throws IOException {
    if (commit == null) {
      json.writeNullField(field);
    } else {
      json.writeStringField(field, JsonRows.micros(commit));
    }
  }
}
