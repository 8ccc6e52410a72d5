package io.millrace.bridge.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.bridge.json.ConnectJson;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * The message that a row of an outbox is.
 *
 * @param key the column {@value #KEY}, UTF-8
 * @param body the column {@value #BODY}, byte by byte
 * @param headers each other column that is not null: its name, and its value as text
 */
public record OutboxMessage(byte[] key, byte[] body, List<Header> headers) {

  /** The column of the key, a text. */
  public static final String KEY = "record_key";

  /** The column of the value, a bytea. */
  public static final String BODY = "body";

  /** What Debezium puts on the insert that it makes of an update of the primary key. */
  private static final String FORMER_KEY = "__debezium.oldkey";

  /** Copies the list. */
  public OutboxMessage {
    headers = List.copyOf(headers);
  }

  /** Whether the event is the coming of a row: updates, deletions and truncations are none. */
  static boolean isInsert(SourceRecord event) {
    String op = ((Struct) event.value()).getString("op");
    return (op.equals("c") || op.equals("r")) && event.headers().lastWithName(FORMER_KEY) == null;
  }

  /**
   * The message of an insert.
   *
   * @throws DataException if key or body are missing, null or of another type, naming the column
   */
  static OutboxMessage of(SourceRecord event, ConnectJson json) {
    Struct row = ((Struct) event.value()).getStruct("after");
    if (row == null) {
      throw new DataException("the event has no row");
    }
    byte[] key = null;
    byte[] body = null;
    List<Header> headers = new ArrayList<>();
    for (Field field : row.schema().fields()) {
      Object value = row.getWithoutDefault(field.name());
      if (field.name().equals(KEY)) {
        key = key(field.schema(), value);
      } else if (field.name().equals(BODY)) {
        body = body(field.schema(), value);
      } else if (value != null) {
        headers.add(new RecordHeader(field.name(), json.text(field.schema(), value)));
      }
    }
    return new OutboxMessage(present(KEY, key), present(BODY, body), headers);
  }

  /** Bytes of key, body and headers together. */
  long size() {
    return key.length + (long) body.length + size(headers);
  }

  /** Bytes of names and values. */
  static int size(List<Header> headers) {
    return headers.stream()
        .mapToInt(header -> header.key().getBytes(UTF_8).length + header.value().length)
        .sum();
  }

  private static byte[] key(Schema schema, @Nullable Object value) {
    if (schema.type() == Schema.Type.STRING && value != null) {
      return value.toString().getBytes(UTF_8);
    }
    throw unfit(KEY, schema, value, "a text");
  }

  private static byte[] body(Schema schema, @Nullable Object value) {
    if (schema.type() == Schema.Type.BYTES && value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return bytes;
    }
    if (schema.type() == Schema.Type.BYTES && value instanceof byte[] bytes) {
      return bytes;
    }
    throw unfit(BODY, schema, value, "bytes");
  }

  private static byte[] present(String column, byte @Nullable [] bytes) {
    if (bytes == null) {
      throw new DataException("the row has no column " + column);
    }
    return bytes;
  }

  private static DataException unfit(
      String column, Schema schema, @Nullable Object value, String wanted) {
    return new DataException(
        "column %s is %s; a message needs %s"
            .formatted(column, value == null ? "null" : schema.type().getName(), wanted));
  }
}
