package io.millrace.bridge.kafka;

import io.millrace.bridge.SourceDefinition;
import java.time.Duration;

/**
 * One source's access to Kafka: from its opening on, no other bridge can write for the source, and
 * its stored position is the last word.
 */
public final class SourceProducer implements AutoCloseable {

  private final TransactionalProducer transactions;
  private final SourceOffsets offsets;

  /**
   * Takes the source over; its topics must exist.
   *
   * @param engineName the engine's {@code name}
   * @param transactionTimeout the longest that a snapshot, or a batch, may take; not above the
   *     broker's {@code transaction.max.timeout.ms}
   * @throws org.apache.kafka.common.KafkaException if Kafka cannot be reached or refuses
   */
  public SourceProducer(
      String bootstrapServers,
      SourceDefinition source,
      String engineName,
      Duration transactionTimeout) {
    this.transactions =
        new TransactionalProducer(
            bootstrapServers, "millrace-bridge-" + source.name(), transactionTimeout);
    this.offsets = new SourceOffsets(bootstrapServers, source, engineName);
  }

  /** The source's stored position. */
  public SourceOffsets offsets() {
    return offsets;
  }

  TransactionalProducer transactions() {
    return transactions;
  }

  @Override
  public void close() {
    transactions.close();
  }
}
