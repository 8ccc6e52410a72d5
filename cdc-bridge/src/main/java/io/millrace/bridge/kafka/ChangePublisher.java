package io.millrace.bridge.kafka;

import io.debezium.engine.DebeziumEngine.ChangeConsumer;
import io.debezium.engine.DebeziumEngine.Offsets;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import io.millrace.bridge.BridgeMetrics;
import io.millrace.bridge.source.SourcePosition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what the engine hands over, in its order, and stores the source's position once Kafka
 * has confirmed everything before it.
 *
 * <p>All records of a batch are sent before the first acknowledgement is awaited. If any of them
 * fails, nothing of the batch is marked and the exception ends the engine; its successor begins
 * again at the stored position, so records are repeated, never lost. The engine calls this from one
 * thread.
 */
public final class ChangePublisher
    implements ChangeConsumer<RecordChangeEvent<SourceRecord>>, AutoCloseable {

  private static final String TOMBSTONE = "tombstone";

  private final KafkaProducer<byte[], byte[]> producer;
  private final EnvelopeSerializer serializer = new EnvelopeSerializer();
  private final CommitPoints commitPoints;
  private final BridgeMetrics.Source metrics;
  private final StreamProgress progress;
  private final Runnable snapshotEnded;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final Callback acknowledgement =
      (metadata, error) -> {
        if (error != null) {
          failure.compareAndSet(null, error);
        }
      };
  private long storedLsn;

  /**
   * @param topicPrefix the engine's {@code topic.prefix}
   * @param snapshotEnded called, from the engine's thread, when the stream follows a snapshot
   */
  public ChangePublisher(
      String bootstrapServers,
      String topicPrefix,
      BridgeMetrics.Source metrics,
      StreamProgress progress,
      Runnable snapshotEnded) {
    this.producer = Producers.changeEvents(bootstrapServers, "millrace-bridge-" + topicPrefix);
    this.commitPoints = new CommitPoints(topicPrefix);
    this.metrics = metrics;
    this.progress = progress;
    this.snapshotEnded = snapshotEnded;
  }

  /** A position and the record it was found behind. */
  private record Mark(RecordChangeEvent<SourceRecord> event, SourcePosition position) {}

  /**
   * Publishes a batch.
   *
   * @throws KafkaException if Kafka did not confirm every record within the delivery timeout
   */
  @Override
  public void handleBatch(
      List<RecordChangeEvent<SourceRecord>> batch,
      RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
      throws InterruptedException {
    long began = System.nanoTime();
    int snapshotRows = 0;
    int sent = 0;
    int ends = 0;
    long committedMillis = 0;
    @Nullable Mark mark = null;
    for (RecordChangeEvent<SourceRecord> event : batch) {
      SourceRecord change = event.record();
      CommitPoints.Kind kind = commitPoints.classify(change);
      switch (kind) {
        case SNAPSHOT_ROW -> {
          send(change);
          sent++;
          snapshotRows++;
        }
        case CHANGE -> {
          send(change);
          sent++;
        }
        case END -> {
          ends++;
          committedMillis = ((Struct) change.value()).getInt64("ts_ms");
        }
        case BEGIN, HEARTBEAT -> {
          // Not published: each change event names its transaction in its own envelope.
        }
      }
      Optional<SourcePosition> position = commitPoints.behind(change, kind);
      if (position.isPresent() && position.get().lsn() != storedLsn) {
        mark = new Mark(event, position.get());
      }
    }
    awaitAcknowledgements(sent);
    metrics.transactions(ends);
    if (sent > 0) {
      metrics.batch(sent, System.nanoTime() - began);
    }
    progress.snapshotRows(snapshotRows);
    if (ends > 0) {
      progress.transactionConfirmed(committedMillis);
    }
    if (mark != null) {
      store(mark, committer);
    }
    committer.markBatchFinished();
  }

  @Override
  public void close() {
    // What is not confirmed by now is sent again by the next engine.
    producer.close(Duration.ofSeconds(2));
  }

  private void send(SourceRecord event) {
    byte[] key = serializer.key(event);
    byte[] value = serializer.value(event);
    if (key == null) {
      // A truncation: every partition learns of it between the right events of its own.
      producer
          .partitionsFor(event.topic())
          .forEach(partition -> send(event, partition.partition(), null, value));
    } else {
      send(event, null, key, value);
    }
  }

  private void send(
      SourceRecord event,
      @Nullable Integer partition,
      byte @Nullable [] key,
      byte @Nullable [] value) {
    producer.send(new ProducerRecord<>(event.topic(), partition, key, value), acknowledgement);
    metrics.event(
        event.topic().substring(event.topic().lastIndexOf('.') + 1),
        event.value() instanceof Struct envelope ? envelope.getString("op") : TOMBSTONE,
        (key == null ? 0 : key.length) + (long) (value == null ? 0 : value.length));
  }

  private void awaitAcknowledgements(int sent) {
    if (sent > 0) {
      producer.flush();
    }
    Exception error = failure.get();
    if (error != null) {
      throw new KafkaException("Kafka did not confirm change events: " + error.getMessage(), error);
    }
  }

  private void store(Mark mark, RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
      throws InterruptedException {
    if (storedLsn == 0) {
      snapshotEnded.run();
    }
    storedLsn = mark.position().lsn();
    Offsets offsets = committer.buildOffsets();
    mark.position().offset().forEach(offsets::set);
    committer.markProcessed(mark.event(), offsets);
  }
}
