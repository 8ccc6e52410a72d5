package io.millrace.bridge.kafka;

import io.debezium.engine.DebeziumEngine.ChangeConsumer;
import io.debezium.engine.DebeziumEngine.Offsets;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import io.millrace.bridge.BridgeMetrics;
import io.millrace.bridge.SourceDefinition;
import io.millrace.bridge.source.SourcePosition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what the engine hands over, in its order, each event exactly once.
 *
 * <p>The events of a batch and the position behind them are one Kafka transaction: after a crash
 * either both are there or neither is, and the next engine begins at the position. Only then is the
 * engine told, and by it PostgreSQL. A snapshot is one transaction from its first row to its last,
 * since one that is interrupted begins anew with all rows.
 *
 * <p>If Kafka does not take a batch, the exception ends the engine and its successor repeats it.
 * The engine calls this from one thread.
 */
public final class ChangePublisher implements ChangeConsumer<RecordChangeEvent<SourceRecord>> {

  private final TransactionalProducer producer;
  private final EventSender events;
  private final StreamCursor cursor;
  private final SourceOffsets offsets;
  private final BridgeMetrics.Source metrics;
  private final StreamProgress progress;
  private final Runnable snapshotEnded;
  private final PublishStep.Observer observer;
  private final Duration rest;
  private final int fullBatch;

  /** What is in the offset topic; null until a snapshot has ended. */
  private @Nullable SourcePosition stored;

  /** What the engine has been told last. */
  private @Nullable SourcePosition told;

  /** When the open transaction began; read only while there is one. */
  private long openedNanos;

  private long committedNanos = System.nanoTime();

  private int sent;

  /**
   * @param producer of this source; whoever had its id before is fenced
   * @param source whose changes these are
   * @param stored the position that the engine begins at; empty if it begins with a snapshot
   * @param rest after a commit, before the engine is asked for more, unless it handed over a full
   *     batch; none if negative
   * @param fullBatch the engine's {@code max.batch.size}
   * @param snapshotEnded called, from the engine's thread, when the stream follows a snapshot
   */
  public ChangePublisher(
      SourceProducer producer,
      SourceDefinition source,
      Optional<SourcePosition> stored,
      Duration rest,
      int fullBatch,
      BridgeMetrics.Source metrics,
      StreamProgress progress,
      Runnable snapshotEnded,
      PublishStep.Observer observer) {
    this.producer = producer.transactions();
    this.offsets = producer.offsets();
    this.events = new EventSender(this.producer, source, metrics);
    this.cursor = new StreamCursor(source.name(), source.topic(source.signalTable()), stored);
    this.stored = stored.orElse(null);
    this.metrics = metrics;
    this.progress = progress;
    this.snapshotEnded = snapshotEnded;
    this.observer = observer;
    this.rest = rest;
    this.fullBatch = fullBatch;
  }

  /**
   * Publishes a batch.
   *
   * @throws KafkaException if Kafka did not take all of it
   */
  @Override
  public void handleBatch(
      List<RecordChangeEvent<SourceRecord>> batch,
      RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
      throws InterruptedException {
    observer.reached(PublishStep.BEFORE_SEND);
    boolean incremental = stored != null;
    int snapshotRows = 0;
    int ends = 0;
    int passed = 0;
    int received = 0;
    long committedMillis = 0;
    @Nullable RecordChangeEvent<SourceRecord> atPlace = null;
    for (RecordChangeEvent<SourceRecord> event : batch) {
      SourceRecord change = event.record();
      int counted = events.isHeartbeat(change) ? 0 : 1;
      switch (cursor.advance(change)) {
        case SNAPSHOT_ROW -> {
          received++;
          send(change);
          snapshotRows++;
        }
        case CHANGE -> {
          received += counted;
          send(change);
        }
        case KNOWN_CHANGE -> received += counted;
        case END -> {
          ends++;
          committedMillis = ((Struct) change.value()).getInt64("ts_ms");
          atPlace = event;
        }
        case HEARTBEAT -> atPlace = event;
        case SIGNAL, BEGIN -> {
          // Markers are not published: each event names its transaction in its own envelope.
        }
      }
      if (++passed == batch.size() / 2) {
        observer.reached(PublishStep.AMID_SEND);
      }
    }
    metrics.received(received);
    Optional<SourcePosition> position = cursor.position();
    // Before the position behind it is stored: the engine goes on as if all was read.
    progress.incremental().requireComplete();
    if (position.isPresent()) {
      commit(position.get());
    }
    metrics.transactions(ends);
    if (incremental) {
      progress.incremental().published(snapshotRows);
    } else {
      progress.snapshotRows(snapshotRows);
    }
    if (ends > 0) {
      progress.transactionConfirmed(committedMillis);
    }
    if (position.isPresent() && atPlace != null) {
      tellEngine(atPlace, committer);
    }
    committer.markBatchFinished();
    gather(batch.size());
  }

  private void send(SourceRecord change) {
    if (!producer.isOpen()) {
      openedNanos = System.nanoTime();
    }
    if (events.send(change)) {
      sent++;
    }
  }

  /**
   * Lets what the engine has next become more, unless it has plenty: each transaction costs the
   * brokers, and leaves a gap in the offsets at which Spark's source asks the broker twice. What
   * came with this batch does not wait for it.
   */
  private void gather(int batchSize) throws InterruptedException {
    if (batchSize >= fullBatch) {
      return;
    }
    long left = rest.toNanos() - (System.nanoTime() - committedNanos);
    if (left > 0) {
      TimeUnit.NANOSECONDS.sleep(left);
    }
  }

  private void commit(SourcePosition position) {
    if (!producer.isOpen() && position.equals(stored)) {
      return;
    }
    producer.send(offsets.store(position));
    observer.reached(PublishStep.BEFORE_COMMIT);
    producer.commit();
    committedNanos = System.nanoTime();
    observer.reached(PublishStep.AFTER_COMMIT);
    if (sent > 0) {
      metrics.batch(sent, System.nanoTime() - openedNanos);
      sent = 0;
    }
    if (stored == null) {
      snapshotEnded.run();
    }
    stored = position;
    progress.stored(position);
  }

  /** Lets the engine, and by it PostgreSQL, know the last place between two transactions. */
  private void tellEngine(
      RecordChangeEvent<SourceRecord> atPlace,
      RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
      throws InterruptedException {
    SourcePosition place = cursor.place().orElseThrow();
    if (place.equals(told)) {
      return;
    }
    Offsets offset = committer.buildOffsets();
    place.offset().forEach(offset::set);
    committer.markProcessed(atPlace, offset);
    told = place;
  }
}
