package io.millrace.spark.telecom.batch.daily;

import io.millrace.model.Domain;
import io.millrace.model.telecom.TelecomRow;
import io.millrace.spark.batch.BatchStack;
import io.millrace.spark.change.Origin;
import io.millrace.spark.sink.ClickHouseTable;
import io.millrace.spark.telecom.Contribution;
import io.millrace.spark.telecom.TelecomRows;
import io.millrace.spark.telecom.WindowSums;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Plays the bridge and the streaming query: a replication slot that is confirmed, heartbeats in the
 * ledger, and partial sums by the query's own classes.
 */
final class PlayedStream implements AutoCloseable {

  private static final String CHECKPOINT = "00000000-0000-4000-8000-00000000da11";
  private static final String SLOT = Domain.TELECOM.replicationSlot();

  private final BatchStack stack;
  private final Connection postgres;
  private final Statement statement;
  private ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor();
  private long batch;
  private int tokens;

  PlayedStream(BatchStack stack) throws Exception {
    this.stack = stack;
    this.postgres = stack.postgres(Domain.TELECOM);
    this.statement = postgres.createStatement();
    statement.execute("SELECT pg_create_logical_replication_slot('" + SLOT + "', 'pgoutput')");
  }

  /** Begins to beat. */
  PlayedStream start() {
    heart = Executors.newSingleThreadScheduledExecutor();
    heart.scheduleWithFixedDelay(this::beat, 0, 50, TimeUnit.MILLISECONDS);
    return this;
  }

  void stop() throws Exception {
    heart.shutdown();
    heart.awaitTermination(60, TimeUnit.SECONDS);
  }

  private void beat() {
    try {
      confirm();
      counts(Instant.now());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The bridge has all in Kafka. */
  void confirm() throws Exception {
    statement.execute("SELECT pg_logical_emit_message(true, 'millrace.heartbeat', '')");
    statement.execute(
        "SELECT pg_replication_slot_advance('" + SLOT + "', pg_current_wal_flush_lsn())");
  }

  /** A micro-batch that has nothing older than a commit. */
  void counts(Instant oldestCommit) throws Exception {
    stack.execute(
        "INSERT INTO millrace.micro_batches (query, checkpoint_id, batch_id, oldest_commit,"
            + " newest_commit) VALUES ('telecom-metrics', '%s', %d, fromUnixTimestamp64Milli(%d),"
                .formatted(CHECKPOINT, batch++, oldestCommit.toEpochMilli())
            + " now64(3))");
  }

  /** The query counts rows, all committed at one time. */
  void counts(int sign, Instant commit, Iterable<TelecomRow> rows) {
    WindowSums sums = new WindowSums();
    for (TelecomRow row : rows) {
      sums.add(new Contribution(new Origin("played", 0, row.eventId()), sign, row, commit));
    }
    new ClickHouseTable(stack.config().clickHouse(), "telecom.real_time_partials")
        .insert(TelecomRows.partials(sums), "played:" + tokens++);
  }

  @Override
  public void close() throws Exception {
    stop();
    statement.execute("SELECT pg_drop_replication_slot('" + SLOT + "')");
    postgres.close();
    stack.execute(
        "ALTER TABLE millrace.micro_batches DELETE WHERE checkpoint_id = '%s' SETTINGS mutations_sync = 1"
            .formatted(CHECKPOINT));
  }
}
