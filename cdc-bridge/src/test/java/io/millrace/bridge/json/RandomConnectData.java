package io.millrace.bridge.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/** Schemas and values of every kind, the same for the same seed. */
final class RandomConnectData {

  private static final long DAY_MILLIS = 86_400_000;
  private static final int LEAVES = 13;

  private final Random random;

  RandomConnectData(long seed) {
    this.random = new Random(seed);
  }

  Schema struct(int depth) {
    SchemaBuilder builder = SchemaBuilder.struct().name("struct" + depth).optional();
    int fields = random.nextInt(8);
    for (int i = 0; i < fields; i++) {
      builder.field(i + text(4), schema(depth));
    }
    return builder.build();
  }

  private Schema schema(int depth) {
    int kind = random.nextInt(depth == 0 ? LEAVES : LEAVES + 4);
    return switch (kind) {
      case 0 -> Schema.OPTIONAL_INT8_SCHEMA;
      case 1 -> Schema.OPTIONAL_INT16_SCHEMA;
      case 2 -> Schema.OPTIONAL_INT32_SCHEMA;
      case 3 -> Schema.OPTIONAL_INT64_SCHEMA;
      case 4 -> Schema.OPTIONAL_FLOAT32_SCHEMA;
      case 5 -> Schema.OPTIONAL_FLOAT64_SCHEMA;
      case 6 -> Schema.OPTIONAL_BOOLEAN_SCHEMA;
      case 7 -> Schema.OPTIONAL_STRING_SCHEMA;
      case 8 -> Schema.OPTIONAL_BYTES_SCHEMA;
      case 9 -> Date.builder().optional().build();
      case 10 -> Time.builder().optional().build();
      case 11 -> Timestamp.builder().optional().build();
      case 12 -> Decimal.builder(3).optional().build();
      case 13 -> SchemaBuilder.array(schema(depth - 1)).optional().build();
      case 14 -> SchemaBuilder.map(Schema.STRING_SCHEMA, schema(depth - 1)).optional().build();
      case 15 -> SchemaBuilder.map(Schema.INT32_SCHEMA, schema(depth - 1)).optional().build();
      default -> struct(depth - 1);
    };
  }

  /** A value, or null in one of eight cases. */
  Object value(Schema schema) {
    if (schema.isOptional() && random.nextInt(8) == 0) {
      return null;
    }
    if (schema.name() != null && schema.name().startsWith("org.apache.kafka")) {
      return logical(schema.name());
    }
    return switch (schema.type()) {
      case INT8 -> (byte) random.nextInt();
      case INT16 -> (short) random.nextInt();
      case INT32 -> random.nextInt() >> random.nextInt(32);
      case INT64 -> random.nextLong() >> random.nextInt(64);
      case FLOAT32 -> Float.intBitsToFloat(random.nextInt());
      case FLOAT64 -> Double.longBitsToDouble(random.nextLong());
      case BOOLEAN -> random.nextBoolean();
      case STRING -> text(40);
      case BYTES -> random.nextBoolean() ? bytes() : ByteBuffer.wrap(bytes());
      case ARRAY -> array(schema);
      case MAP -> map(schema);
      case STRUCT -> struct(schema);
    };
  }

  private Object logical(String name) {
    return switch (name) {
      case Date.LOGICAL_NAME -> new java.util.Date((random.nextInt(80_000) - 40_000) * DAY_MILLIS);
      case Time.LOGICAL_NAME -> new java.util.Date(random.nextInt((int) DAY_MILLIS));
      case Timestamp.LOGICAL_NAME -> new java.util.Date(random.nextLong() >> 20);
      default -> new BigDecimal(new BigInteger(70, random), 3);
    };
  }

  private List<Object> array(Schema schema) {
    List<Object> elements = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      elements.add(value(schema.valueSchema()));
    }
    return elements;
  }

  private Map<Object, Object> map(Schema schema) {
    Map<Object, Object> entries = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      entries.put(value(schema.keySchema()), value(schema.valueSchema()));
    }
    return entries;
  }

  private Struct struct(Schema schema) {
    Struct struct = new Struct(schema);
    for (Field field : schema.fields()) {
      struct.put(field, value(field.schema()));
    }
    return struct;
  }

  private byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(20)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Every kind of code point: controls, ASCII, two, three and four bytes; no lone surrogates. */
  private String text(int limit) {
    int[] bounds = {0x20, 0x80, 0x800, 0xD800, 0x110000};
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(limit); i > 0; i--) {
      int codePoint = random.nextInt(bounds[random.nextInt(bounds.length)]);
      boolean surrogate = codePoint >= 0xD800 && codePoint < 0xE000;
      text.appendCodePoint(surrogate ? 'x' : codePoint);
    }
    return text.toString();
  }
}
