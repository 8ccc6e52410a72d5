package io.millrace.recordings.flights.opensky;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Reads JSON values of bounded size, and writes them as text again for the rejects. */
public final class JsonValues {

  /** How many values of one array or object are held; the rest is only counted. */
  private static final int HELD = 64;

  private JsonValues() {}

  /** An array or object where a plain value belongs. Its content is passed over. */
  enum Nested {
    ARRAY("[…]"),
    OBJECT("{…}");

    private final String text;

    Nested(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * The value of the token that the parser is at; null for JSON's null.
   *
   * @throws com.fasterxml.jackson.core.JsonProcessingException if the JSON is broken
   */
  public static @Nullable Object value(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_ARRAY || token == JsonToken.START_OBJECT) {
      parser.skipChildren();
      return token == JsonToken.START_ARRAY ? Nested.ARRAY : Nested.OBJECT;
    }
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    if (token == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
      return parser.getDoubleValue();
    }
    return token == JsonToken.VALUE_TRUE;
  }

  /** The values of the array that the parser is at the beginning of. */
  static List<@Nullable Object> array(JsonParser parser) throws IOException {
    List<@Nullable Object> values = new ArrayList<>(StateVector.FIELDS.size());
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Object value = value(parser);
      // Beyond what any state has, only the number of values matters.
      values.add(values.size() < HELD ? value : null);
    }
    return values;
  }

  /** Whether the input, not the disk or the line it comes from, is at fault. */
  public static boolean isBrokenInput(IOException e) {
    return e instanceof com.fasterxml.jackson.core.JsonProcessingException
        || e instanceof EOFException
        || e instanceof ZipException;
  }

  /** An array as JSON. */
  static String text(List<@Nullable Object> values) {
    StringBuilder text = new StringBuilder("[");
    for (Object value : values) {
      append(text.append(text.length() == 1 ? "" : ","), value);
    }
    return text.append(']').toString();
  }

  /** An object as JSON. */
  public static String text(Map<String, @Nullable Object> values) {
    StringBuilder text = new StringBuilder("{");
    values.forEach(
        (field, value) -> {
          append(text.append(text.length() == 1 ? "" : ","), field);
          append(text.append(':'), value);
        });
    return text.append('}').toString();
  }

  private static void append(StringBuilder text, @Nullable Object value) {
    if (value instanceof String string) {
      text.append('"');
      JsonStringEncoder.getInstance().quoteAsString(string, text);
      text.append('"');
    } else if (value instanceof Double number
        && number == Math.rint(number)
        && Math.abs(number) < 1e15) {
      text.append(number.longValue());
    } else {
      text.append(value);
    }
  }
}
