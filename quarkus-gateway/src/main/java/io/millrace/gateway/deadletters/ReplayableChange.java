package io.millrace.gateway.deadletters;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.DeadLetterHeaders;
import io.millrace.model.ReplayHeaders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A letter that can be replayed: a change event whose new image of a row was refused. Whether it
 * may be is another question, which the row in PostgreSQL answers.
 *
 * @param target table of the row
 * @param letter the letter
 * @param origin where the change event was
 * @param rowKey primary key of the row
 * @param transaction that wrote the image, the lower 32 bits; of a snapshot, the one that read it
 * @param snapshot whether a snapshot read it
 * @param envelope the change event
 */
record ReplayableChange(
    ReplayTarget target,
    Letter letter,
    RecordPosition origin,
    long rowKey,
    long transaction,
    boolean snapshot,
    ObjectNode envelope) {

  /** A row of any table here has hundreds of bytes; parsed, a letter takes many times its size. */
  private static final int LARGEST = 1 << 20;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private static final String SNAPSHOT_AGAIN =
      "; reset the aggregates and snapshot again if it matters";

  /**
   * Reads a letter.
   *
   * @throws NotReplayableException if it cannot be replayed whatever PostgreSQL holds
   */
  static ReplayableChange of(Letter letter) throws NotReplayableException {
    String reason = letter.header(DeadLetterHeaders.REASON);
    if (letter.header(DeadLetterHeaders.SOURCE) != null
        || letter.header(DeadLetterHeaders.PIECE) != null) {
      throw new NotReplayableException(
          "the bridge could make no record of this change (" + reason + ")" + SNAPSHOT_AGAIN);
    }
    RecordPosition origin =
        letter
            .origin()
            .orElseThrow(
                () ->
                    new NotReplayableException(
                        "its headers do not say which record it was, so nothing sent it that can"
                            + " take it back"));
    ReplayTarget target =
        ReplayTarget.ofTopic(origin.topic())
            .orElseThrow(
                () ->
                    new NotReplayableException(
                        "no analytics are computed from change events of "
                            + origin.topic()
                            + ", so replaying one would change nothing"));
    return of(letter, origin, target, envelope(letter));
  }

  private static ReplayableChange of(
      Letter letter, RecordPosition origin, ReplayTarget target, ObjectNode envelope)
      throws NotReplayableException {
    JsonNode source = envelope.path("source");
    JsonNode transaction = source.path("txId");
    JsonNode key = envelope.path("after").path(target.keyColumn());
    String op = envelope.path("op").asText();
    String snapshot = source.path("snapshot").asText("false");
    if (op.equals("t")) {
      throw new NotReplayableException(
          "a TRUNCATE names no rows" + SNAPSHOT_AGAIN + ", and delete rows instead");
    }
    if (!List.of("r", "c", "u").contains(op) || !envelope.path("after").isObject()) {
      throw new NotReplayableException("it brings no new image of a row that could be counted");
    }
    if (snapshot.equals("incremental")) {
      throw new NotReplayableException(
          "it only shows a row once more, as an incremental snapshot does, and counts nowhere");
    }
    if (!envelope.path("unavailable").isMissingNode()
        || (op.equals("u") && !envelope.path("before").isObject())) {
      throw new NotReplayableException(
          "the table lacked REPLICA IDENTITY FULL, so what the change should have taken back is not"
              + " known; set it"
              + SNAPSHOT_AGAIN);
    }
    if (!key.isIntegralNumber() || !key.canConvertToLong() || !key.equals(keyOf(letter, target))) {
      throw new NotReplayableException(
          "the letter's key is not the row's " + target.keyColumn() + ", " + key);
    }
    if (!transaction.isIntegralNumber() || !transaction.canConvertToLong()) {
      throw new NotReplayableException(
          "source.txId does not say which transaction wrote the row, so whether it is still current"
              + " cannot be known");
    }
    return new ReplayableChange(
        target,
        letter,
        origin,
        key.longValue(),
        transaction.longValue() & 0xFFFF_FFFFL,
        !snapshot.equals("false"),
        envelope);
  }

  /** The row's new image, as JSON. */
  String image() {
    return envelope.path("after").toString();
  }

  /**
   * Whether a row's version is the one the letter brought. Not the row's contents alone: an UPDATE
   * that changes nothing is judged by itself, and if it was refused there is a letter of its own.
   *
   * @param xmin the transaction that wrote the row as it is now
   */
  boolean isVersion(long xmin) {
    // Transactions are numbered in a circle of 32 bits; the sign says which of two was first.
    return snapshot ? (int) (xmin - transaction) < 0 : xmin == transaction;
  }

  /** Names a version of the row, so that it is counted once whichever letters brought it. */
  String version(long xmin) {
    return target.topic() + "/" + rowKey + "/" + xmin;
  }

  /**
   * The record that counts the image once: it takes nothing back, since what the change took back
   * was taken back when it came.
   *
   * @param by who replays it
   */
  ProducerRecord<byte[], byte[]> replay(String by) {
    ObjectNode counted = envelope.deepCopy();
    counted.putNull("before");
    counted.put("op", snapshot ? "r" : "c");
    ProducerRecord<byte[], byte[]> replay =
        new ProducerRecord<>(origin.topic(), origin.partition(), letter.key(), bytes(counted));
    header(replay, ReplayHeaders.LETTER, letter.id().toString());
    header(replay, ReplayHeaders.ORIGIN, origin.text());
    header(replay, ReplayHeaders.BY, by);
    return replay;
  }

  private static ObjectNode envelope(Letter letter) throws NotReplayableException {
    byte[] value = letter.value();
    if (value == null || value.length > LARGEST) {
      throw new NotReplayableException(
          "its value has %,d bytes; a change of a row here has 1 to %,d"
              .formatted(letter.bytes(), LARGEST));
    }
    if (parse(value) instanceof ObjectNode envelope) {
      return envelope;
    }
    throw new NotReplayableException(
        "it is no change event, so nothing can be counted; correct what wrote it");
  }

  private static @Nullable JsonNode keyOf(Letter letter, ReplayTarget target) {
    byte[] key = letter.key();
    JsonNode parsed = key == null || key.length > LARGEST ? null : parse(key);
    return parsed == null ? null : parsed.path(target.keyColumn());
  }

  private static @Nullable JsonNode parse(byte[] json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      return null;
    }
  }

  private static byte[] bytes(JsonNode json) {
    try {
      return JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void header(ProducerRecord<byte[], byte[]> record, String name, String value) {
    record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
