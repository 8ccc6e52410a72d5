package io.millrace.bridge.json;

import io.debezium.data.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.Schema;

/**
 * What Debezium puts in place of a column that PostgreSQL did not send: a large value (TOAST) that
 * an UPDATE left as it was, in a table without REPLICA IDENTITY FULL.
 *
 * <p>Debezium's default is a text that a user may type. Ours begins with the char 0, which no text
 * in PostgreSQL can contain; and since bytes and numbers can, it goes on with 128 random bits that
 * are drawn anew in each process and never published.
 */
public final class UnavailableValue {

  private static final String TEXT = "\0unavailable-" + randomHex();
  private static final byte[] BYTES = TEXT.getBytes(StandardCharsets.US_ASCII);
  private static final ByteBuffer BUFFER = ByteBuffer.wrap(BYTES).asReadOnlyBuffer();
  private static final String UUID_TEXT = UUID.nameUUIDFromBytes(BYTES).toString();
  // Debezium builds hstore's form with Jackson, which escapes the char 0.
  private static final String ESCAPED = TEXT.replace("\0", "\\u0000");
  private static final String HSTORE_JSON = "{\"" + ESCAPED + "\":\"" + ESCAPED + "\"}";

  private UnavailableValue() {}

  /** For Debezium's {@code unavailable.value.placeholder}. */
  public static String property() {
    return "hex:" + HexFormat.of().formatHex(BYTES);
  }

  /** The text itself, for converters of our own. */
  public static String text() {
    return TEXT;
  }

  /**
   * Tells the placeholder from a column's value, in the form that UnchangedToastedPlaceholder gives
   * it for the column's type.
   */
  static Predicate<Object> in(Schema schema) {
    return switch (schema.type()) {
      case STRING ->
          Json.LOGICAL_NAME.equals(schema.name()) ? UnavailableValue::isJson : TEXT::equals;
      case BYTES -> UnavailableValue::isBytes;
      case ARRAY -> value -> isArray((List<?>) value);
      case MAP -> value -> value.equals(Map.of(TEXT, TEXT));
      case INT8, INT16, INT32, INT64, FLOAT32, FLOAT64, BOOLEAN, STRUCT -> value -> false;
    };
  }

  private static boolean isJson(Object value) {
    return TEXT.equals(value) || HSTORE_JSON.equals(value);
  }

  private static boolean isBytes(Object value) {
    ByteBuffer buffer = value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : (ByteBuffer) value;
    return BUFFER.equals(buffer);
  }

  private static boolean isArray(List<?> elements) {
    if (elements.size() == 1) {
      Object only = elements.get(0);
      return TEXT.equals(only)
          || UUID_TEXT.equals(only)
          || ((only instanceof byte[] || only instanceof ByteBuffer) && isBytes(only));
    }
    if (elements.size() != BYTES.length) {
      return false;
    }
    for (int i = 0; i < BYTES.length; i++) {
      if (!(elements.get(i) instanceof Number number) || number.doubleValue() != BYTES[i]) {
        return false;
      }
    }
    return true;
  }

  private static String randomHex() {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
