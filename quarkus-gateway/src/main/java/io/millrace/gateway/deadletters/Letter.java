package io.millrace.gateway.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.model.DeadLetterHeaders;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record of the dead letter topic as it is there, which is not to be trusted: whoever may write
 * to the topic may have written anything.
 *
 * @param id where it is
 * @param recordedAt when it was sent, by its sender's clock
 * @param headers by name, each cut to {@value #LONGEST_HEADER} characters
 * @param key original key
 * @param value original bytes, or one piece of them
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes pass through; letters are never compared.
record Letter(
    LetterId id,
    Instant recordedAt,
    Map<String, String> headers,
    byte @Nullable [] key,
    byte @Nullable [] value) {

  static final int LONGEST_HEADER = 4_096;
  static final int MOST_HEADERS = 64;

  /** Reads a record. */
  static Letter of(ConsumerRecord<byte[], byte[]> record) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : record.headers()) {
      if (header.value() != null && headers.size() < MOST_HEADERS) {
        headers.put(header.key(), text(header.value()));
      }
    }
    return new Letter(
        new LetterId(record.partition(), record.offset()),
        Instant.ofEpochMilli(record.timestamp()),
        headers,
        record.key(),
        record.value());
  }

  /** A header of {@link DeadLetterHeaders}; null if the letter has none of that name. */
  @Nullable String header(String name) {
    return headers.get(name);
  }

  /**
   * Where the record was read from; empty for a letter of the bridge, which read it from no topic.
   */
  Optional<RecordPosition> origin() {
    String topic = header(DeadLetterHeaders.TOPIC);
    String partition = header(DeadLetterHeaders.PARTITION);
    String offset = header(DeadLetterHeaders.OFFSET);
    if (topic == null || partition == null || offset == null) {
      return Optional.empty();
    }
    // The same digits as those of a letter's id.
    return LetterId.parse(partition + "-" + offset)
        .map(position -> new RecordPosition(topic, position.partition(), position.offset()));
  }

  /** Bytes of the value. */
  long bytes() {
    return value == null ? 0 : value.length;
  }

  private static String text(byte[] value) {
    // A char takes at most 4 bytes, so more than that is never shown.
    String text = new String(value, 0, Math.min(value.length, 4 * LONGEST_HEADER), UTF_8);
    return text.length() <= LONGEST_HEADER ? text : text.substring(0, LONGEST_HEADER) + "…";
  }
}
