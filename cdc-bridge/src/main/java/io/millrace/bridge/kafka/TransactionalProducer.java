package io.millrace.bridge.kafka;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;

/**
 * Writes one source's records in one Kafka transaction after another. A transaction begins with its
 * first record.
 *
 * <p>Opening one ends what an earlier holder of the same id had begun, and whatever that one still
 * tries is refused. A transaction that is open when this is closed is aborted by the next holder,
 * or by the broker when its time is up.
 *
 * <p>Not safe for use by several threads.
 */
final class TransactionalProducer implements AutoCloseable {

  private final String id;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final Callback acknowledgement =
      (metadata, error) -> {
        if (error != null) {
          failure.compareAndSet(null, error);
        }
      };
  private boolean open;

  /**
   * Takes the id over.
   *
   * @param id Kafka's {@code transactional.id}
   * @param timeout the longest a transaction may last; not above the broker's {@code
   *     transaction.max.timeout.ms}
   * @throws KafkaException if Kafka cannot be reached or refuses
   */
  TransactionalProducer(String bootstrapServers, String id, Duration timeout) {
    this.id = id;
    this.producer = Producers.transactional(bootstrapServers, id, timeout);
    try {
      producer.initTransactions();
    } catch (RuntimeException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  /** Adds a record to the transaction; returns before Kafka has it. */
  void send(ProducerRecord<byte[], byte[]> message) {
    if (!open) {
      producer.beginTransaction();
      open = true;
    }
    producer.send(message, acknowledgement);
  }

  /** Whether there is a transaction to commit. */
  boolean isOpen() {
    return open;
  }

  /**
   * Waits until Kafka has every record of the transaction, and makes them visible together.
   *
   * @throws KafkaException if that fails, or if it is not known whether it did: who takes the id
   *     over next, finds out
   */
  void commit() {
    try {
      producer.commitTransaction();
    } catch (KafkaException e) {
      Exception cause = failure.get() == null ? e : failure.get();
      if (cause instanceof ProducerFencedException
          || cause instanceof InvalidProducerEpochException) {
        throw new KafkaException(
            "another bridge has taken " + id + " over; stop one of the two", cause);
      }
      throw new KafkaException("Kafka did not take change events: " + cause.getMessage(), cause);
    }
    open = false;
  }

  List<PartitionInfo> partitionsFor(String topic) {
    return producer.partitionsFor(topic);
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(2));
  }
}
