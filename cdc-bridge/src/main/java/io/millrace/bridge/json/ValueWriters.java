package io.millrace.bridge.json;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.Map.Entry;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the writer for a schema. The forms are those of Kafka Connect's JsonConverter without
 * schemas, with two exceptions:
 *
 * <ul>
 *   <li>A null is written as null even where the schema has a default, which JsonConverter puts in
 *       its place: a nullable column with a DEFAULT would never be seen null.
 *   <li>Code points beyond U+FFFF are written in UTF-8 and not as two escapes: four bytes, not 12.
 * </ul>
 *
 * <p>Debezium's own semantic types ({@code io.debezium.*}) are written as the type they are built
 * on.
 */
final class ValueWriters {

  private ValueWriters() {}

  static ValueWriter of(Schema schema) {
    ValueWriter logical = logical(schema);
    return logical != null ? logical : physical(schema);
  }

  private static @Nullable ValueWriter logical(Schema schema) {
    if (schema.name() == null) {
      return null;
    }
    return switch (schema.name()) {
      case Date.LOGICAL_NAME ->
          (value, out) -> out.number(Date.fromLogical(schema, (java.util.Date) value));
      case Time.LOGICAL_NAME ->
          (value, out) -> out.number(Time.fromLogical(schema, (java.util.Date) value));
      case Timestamp.LOGICAL_NAME ->
          (value, out) -> out.number(Timestamp.fromLogical(schema, (java.util.Date) value));
      case Decimal.LOGICAL_NAME ->
          (value, out) -> out.base64(Decimal.fromLogical(schema, (BigDecimal) value));
      default -> null;
    };
  }

  private static ValueWriter physical(Schema schema) {
    return switch (schema.type()) {
      case INT8, INT16, INT32, INT64 -> (value, out) -> out.number(((Number) value).longValue());
      case FLOAT32 -> (value, out) -> out.number((float) value);
      case FLOAT64 -> (value, out) -> out.number((double) value);
      case BOOLEAN -> (value, out) -> out.bool((boolean) value);
      case STRING -> (value, out) -> out.text(value.toString());
      case BYTES -> (value, out) -> out.base64(bytes(value));
      case ARRAY -> array(of(schema.valueSchema()));
      case MAP ->
          schema.keySchema().type() == Schema.Type.STRING
              ? object(of(schema.valueSchema()))
              : entries(pairs(of(schema.keySchema()), of(schema.valueSchema())));
      case STRUCT -> new StructWriter(schema);
    };
  }

  private static byte[] bytes(Object value) {
    if (value instanceof byte[] array) {
      return array;
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] copy = new byte[buffer.remaining()];
      buffer.duplicate().get(copy);
      return copy;
    }
    throw new DataException("expected bytes but got " + value.getClass().getName());
  }

  private static ValueWriter array(ValueWriter element) {
    return (value, out) -> {
      int start = out.position();
      for (Object each : (Collection<?>) value) {
        out.raw((byte) ',');
        element.writeNullable(each, out);
      }
      out.enclose(start, '[', ']');
    };
  }

  private static ValueWriter object(ValueWriter element) {
    return (value, out) -> {
      int start = out.position();
      for (Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
        out.raw((byte) ',');
        out.text(String.valueOf(entry.getKey()));
        out.raw((byte) ':');
        element.writeNullable(entry.getValue(), out);
      }
      out.enclose(start, '{', '}');
    };
  }

  private static ValueWriter entries(ValueWriter pairs) {
    return (value, out) -> pairs.write(((Map<?, ?>) value).entrySet(), out);
  }

  /** JSON's names are texts, so that a map with other keys becomes an array of pairs. */
  private static ValueWriter pairs(ValueWriter key, ValueWriter element) {
    return array(
        (value, out) -> {
          Entry<?, ?> entry = (Entry<?, ?>) value;
          out.raw((byte) '[');
          key.writeNullable(entry.getKey(), out);
          out.raw((byte) ',');
          element.writeNullable(entry.getValue(), out);
          out.raw((byte) ']');
        });
  }
}
