package io.millrace.bridge.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.bridge.BridgeMetrics;
import io.millrace.model.DeadLetterHeaders;
import io.millrace.model.Topics;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what a topic cannot take, in the transaction that it would have been part of. */
final class DeadLetters {

  private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

  private final TransactionalProducer producer;
  private final String source;
  private final BridgeMetrics.Source metrics;

  /**
   * @param source named in the letters
   */
  DeadLetters(TransactionalProducer producer, String source, BridgeMetrics.Source metrics) {
    this.producer = producer;
    this.source = source;
    this.metrics = metrics;
  }

  /**
   * What the record would have been.
   *
   * @param headers its own, which the letters have as well
   */
  record Undelivered(String topic, byte @Nullable [] key, byte[] value, List<Header> headers) {}

  /**
   * Keeps a record that is larger than {@link Producers#LARGEST_PAYLOAD}.
   *
   * @param size bytes of key, value and headers
   */
  void tooLarge(SourceRecord event, Undelivered record, long size) {
    String detail =
        "%,d bytes; a record of the topic may have %,d".formatted(size, Producers.LARGEST_PAYLOAD);
    keep(event, record, "too_large", detail);
  }

  /** Keeps an event of which no record could be made. */
  void notConvertible(SourceRecord event, String topic, byte[] value, RuntimeException cause) {
    keep(
        event, new Undelivered(topic, null, value, List.of()), "not_convertible", cause.toString());
  }

  /** Keeps it whole, in as many letters as it takes. */
  private void keep(SourceRecord event, Undelivered record, String reason, String detail) {
    byte[] key = record.key();
    byte[] value = record.value();
    int around = (key == null ? 0 : key.length) + OutboxMessage.size(record.headers());
    int pieceSize = Producers.LARGEST_PAYLOAD - Math.min(around, Producers.LARGEST_PAYLOAD / 2);
    int pieces = Math.max(1, (value.length + pieceSize - 1) / pieceSize);
    for (int piece = 1; piece <= pieces; piece++) {
      byte[] part =
          Arrays.copyOfRange(
              value, (piece - 1) * pieceSize, Math.min(piece * pieceSize, value.length));
      ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(Topics.DEAD_LETTERS, key, part);
      record.headers().forEach(letter.headers()::add);
      add(letter.headers(), DeadLetterHeaders.TOPIC, record.topic());
      add(letter.headers(), DeadLetterHeaders.REASON, reason);
      add(letter.headers(), DeadLetterHeaders.DETAIL, detail);
      add(letter.headers(), DeadLetterHeaders.SOURCE, source + " " + event.sourceOffset());
      add(letter.headers(), DeadLetterHeaders.PIECE, piece + "/" + pieces);
      producer.send(letter);
    }
    metrics.deadLetter(reason);
    log.atWarn()
        .addKeyValue("topic", record.topic())
        .addKeyValue("reason", reason)
        .addKeyValue("detail", detail)
        .addKeyValue("offset", event.sourceOffset())
        .log("change event became a dead letter");
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(UTF_8));
  }
}
