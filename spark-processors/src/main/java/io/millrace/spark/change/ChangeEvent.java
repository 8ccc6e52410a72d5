package io.millrace.spark.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One change of one row, in Debezium's envelope without schemas: {@code
 * {"before":…,"after":…,"source":{"ts_ms":…},"op":"u"}}.
 *
 * @param operation what happened
 * @param before the row before an UPDATE or DELETE; null otherwise
 * @param after the row after it; null for a DELETE
 * @param repeated whether it shows a row once more, as an incremental snapshot does amid the stream
 *     ({@code source.snapshot}): it changes nothing
 * @param commitTime when PostgreSQL committed it, UTC, ms ({@code source.ts_ms})
 * @see <a
 *     href="https://debezium.io/documentation/reference/stable/connectors/postgresql.html#postgresql-events">Debezium:
 *     data change events</a>
 */
public record ChangeEvent(
    Operation operation,
    @Nullable RowImage before,
    @Nullable RowImage after,
    boolean repeated,
    Instant commitTime) {

  private static final ObjectReader JSON = new ObjectMapper().reader();

  /**
   * Reads an envelope.
   *
   * @param value a Kafka record's value, which must not be null: a tombstone is no change event
   * @throws UnreadableRecordException {@code not_json}, {@code not_an_envelope}, {@code
   *     unknown_operation}, {@code image_missing} or {@code image_incomplete}
   */
  public static ChangeEvent parse(byte[] value) throws UnreadableRecordException {
    JsonNode envelope = readTree(value);
    JsonNode op = envelope.path("op");
    if (!op.isTextual()) {
      throw new UnreadableRecordException(
          "not_an_envelope",
          "no field op; expected Debezium's envelope with before, after, source, op, without schema");
    }
    Operation operation =
        Operation.ofCode(op.textValue())
            .orElseThrow(
                () ->
                    new UnreadableRecordException(
                        "unknown_operation",
                        "op is \"" + op.textValue() + "\"; expected r, c, u, d, t or m"));
    JsonNode commit = envelope.path("source").path("ts_ms");
    if (!commit.canConvertToLong()) {
      throw new UnreadableRecordException(
          "not_an_envelope", "source.ts_ms is " + commit + "; expected milliseconds since 1970");
    }
    JsonNode unavailable = envelope.path("unavailable");
    if (!unavailable.isMissingNode()) {
      throw new UnreadableRecordException(
          "image_incomplete",
          "PostgreSQL did not send the unchanged columns "
              + unavailable
              + "; the table needs REPLICA IDENTITY FULL");
    }
    RowImage before = operation.retracts() ? image(envelope, "before", operation) : null;
    RowImage after = operation.adds() ? image(envelope, "after", operation) : null;
    boolean repeated = "incremental".equals(envelope.path("source").path("snapshot").asText());
    return new ChangeEvent(
        operation, before, after, repeated, Instant.ofEpochMilli(commit.longValue()));
  }

  private static JsonNode readTree(byte[] value) throws UnreadableRecordException {
    try {
      JsonNode tree = JSON.readTree(value);
      if (!tree.isObject()) {
        throw new UnreadableRecordException(
            "not_an_envelope", "a JSON " + tree.getNodeType() + "; expected an object");
      }
      return tree;
    } catch (JsonProcessingException e) {
      throw new UnreadableRecordException(
          "not_json", e.getOriginalMessage() + " at byte " + e.getLocation().getByteOffset());
    } catch (IOException e) {
      throw new UnreadableRecordException("not_json", e.toString());
    }
  }

  private static RowImage image(JsonNode envelope, String field, Operation operation)
      throws UnreadableRecordException {
    JsonNode image = envelope.path(field);
    if (!image.isObject()) {
      throw new UnreadableRecordException(
          "image_missing",
          operation
              + " without the row "
              + field
              + " it; the table needs REPLICA IDENTITY FULL for its changes to be taken back");
    }
    return new RowImage(image);
  }
}
