package io.millrace.spark.telecom.batch.clean;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Reads a line once, for rules and types alike, into a row of {@link LineColumn#SCHEMA}: the
 * event's fields as far as they are right, and what is wrong with the others. Rules decide what
 * becomes of it.
 *
 * <p>Texts of the row point into memory of the parser and hold until the next line is read.
 */
final class EventParser {

  private static final byte[] ID_PREFIX = "{\"event_id\":".getBytes(StandardCharsets.US_ASCII);
  private static final int LONGEST_ID = 18;
  private static final UTF8String[] FORMATS =
      Arrays.stream(EventTimes.Format.values())
          .map(format -> UTF8String.fromString(format.id()))
          .toArray(UTF8String[]::new);

  private final JsonFactory json =
      JsonFactory.builder()
          // A line is as long as LineReader allows, and skipped fields are never held.
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  private final CharsetDecoder strict = StandardCharsets.UTF_8.newDecoder();
  private final EventTimes times = new EventTimes();
  private final SpecificInternalRow row;

  private byte[] texts = new byte[4 << 10];
  private int textsEnd;
  private int seen;
  private @Nullable Malformation malformation;

  /**
   * @param row of {@link LineColumn#SCHEMA} to fill
   */
  EventParser(SpecificInternalRow row) {
    this.row = row;
  }

  /**
   * The number behind {@code {"event_id":} at the line's beginning, as nearly every line has it; -1
   * if it must be parsed to know. Whoever parses the line finds the same id, or none.
   */
  static long idAtBeginning(byte[] buffer, int from, int length) {
    if (length <= ID_PREFIX.length + LONGEST_ID + 1
        || !Arrays.equals(buffer, from, from + ID_PREFIX.length, ID_PREFIX, 0, ID_PREFIX.length)) {
      return -1;
    }
    int at = from + ID_PREFIX.length;
    long id = 0;
    for (int i = 0; i < LONGEST_ID; i++) {
      int digit = buffer[at + i] - '0';
      if (digit < 0 || digit > 9) {
        return i > 0 && buffer[at + i] == ',' ? id : -1;
      }
      id = id * 10 + digit;
    }
    return -1;
  }

  /** Fills the event's fields and what is wrong with them; all other columns stay as they are. */
  void parse(byte[] buffer, int from, int length, boolean ascii) {
    for (int i = 0; i < EventField.count(); i++) {
      row.setNullAt(i);
    }
    for (int i = LineColumn.MALFORMED.index(); i <= LineColumn.RECORDED_AT_FORMAT.index(); i++) {
      row.setNullAt(i);
    }
    seen = 0;
    textsEnd = 0;
    malformation = null;
    if (!ascii && !isUtf8(buffer, from, length)) {
      malformation = Malformation.BAD_ENCODING;
    } else {
      try (JsonParser parser = json.createParser(buffer, from, length)) {
        object(parser);
      } catch (JsonProcessingException e) {
        malformation = Malformation.BROKEN_JSON;
      } catch (IOException e) {
        throw new UncheckedIOException("bytes in memory can be read", e);
      }
    }
    if (malformation != null) {
      malformed(malformation);
    } else {
      missing();
    }
  }

  /** Says that the line is none that could be read. */
  void malformed(Malformation why) {
    row.update(LineColumn.MALFORMED.index(), why.text());
  }

  /** Why the line that was parsed last is no event; null if it is one. */
  @Nullable Malformation malformation() {
    return malformation;
  }

  private boolean isUtf8(byte[] buffer, int from, int length) {
    try {
      strict.decode(ByteBuffer.wrap(buffer, from, length));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private void object(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      malformation = Malformation.NOT_AN_OBJECT;
      // What is behind it may still be no JSON.
      parser.skipChildren();
    } else {
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        JsonToken value = parser.nextToken();
        EventField field = EventField.of(name);
        if (field == null) {
          first(LineColumn.UNKNOWN_FIELD, name);
          parser.skipChildren();
        } else if ((seen & 1 << field.ordinal()) != 0) {
          malformation = Malformation.REPEATED_FIELD;
          parser.skipChildren();
        } else {
          seen |= 1 << field.ordinal();
          field(field, value, parser);
        }
      }
    }
    if (parser.nextToken() != null) {
      malformation = Malformation.NOT_AN_OBJECT;
      while (parser.nextToken() != null) {
        // To its end, since it may be no JSON.
      }
    }
  }

  private void field(EventField field, JsonToken value, JsonParser parser) throws IOException {
    boolean right =
        switch (value) {
          case VALUE_NULL -> nothing(field);
          case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
              scalar(field, value == JsonToken.VALUE_STRING, parser);
          default -> {
            parser.skipChildren();
            yield false;
          }
        };
    if (!right) {
      first(LineColumn.MISTYPED_FIELD, field);
    }
  }

  private boolean nothing(EventField field) {
    if (field.required()) {
      first(LineColumn.NULL_FIELD, field);
    }
    return true;
  }

  private boolean scalar(EventField field, boolean text, JsonParser parser) throws IOException {
    return switch (field) {
      case EVENT_TYPE, REGION, SUBSCRIBER, COUNTERPARTY, SOURCE ->
          text && text(field.ordinal(), parser);
      case EVENT_TIME -> time(field, LineColumn.EVENT_TIME_FORMAT, text, parser);
      case RECORDED_AT -> time(field, LineColumn.RECORDED_AT_FORMAT, text, parser);
      case EVENT_ID, DURATION_SECONDS -> number(field, 0, text, parser);
      case MEGABYTES -> number(field, 3, text, parser);
      case AMOUNT -> number(field, 2, text, parser);
    };
  }

  private boolean time(EventField field, LineColumn format, boolean text, JsonParser parser)
      throws IOException {
    boolean right =
        text
            ? times.text(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength())
            : times.number(parser.getText());
    row.update(format.index(), FORMATS[times.format().ordinal()]);
    if (right) {
      row.setLong(field.ordinal(), times.micros());
    }
    // Without a zone it is a time, of which a rule says that it is not enough.
    return right || times.format() == EventTimes.Format.NO_ZONE;
  }

  private boolean number(EventField field, int scale, boolean text, JsonParser parser)
      throws IOException {
    char[] characters = parser.getTextCharacters();
    int offset = parser.getTextOffset();
    int length = parser.getTextLength();
    if (scale == 0) {
      Long number = whole(characters, offset, length);
      if (number == null) {
        return false;
      }
      row.setLong(field.ordinal(), number);
    } else {
      long number = FixedPoint.parse(characters, offset, length, scale);
      if (number == FixedPoint.NONE) {
        return false;
      }
      row.setDecimal(field.ordinal(), Decimal.createUnsafe(number, 14, scale), 14);
    }
    if (text) {
      first(LineColumn.TEXT_NUMBER_FIELD, field);
    }
    return true;
  }

  private static @Nullable Long whole(char[] text, int offset, int length) {
    long number = 0;
    boolean negative = length > 0 && text[offset] == '-';
    int digits = negative ? length - 1 : length;
    if (digits < 1 || digits > LONGEST_ID) {
      return null;
    }
    for (int i = offset + length - digits; i < offset + length; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9) {
        return null;
      }
      number = number * 10 + digit;
    }
    return negative ? -number : number;
  }

  private boolean text(int ordinal, JsonParser parser) throws IOException {
    char[] characters = parser.getTextCharacters();
    int offset = parser.getTextOffset();
    int length = parser.getTextLength();
    byte[] into = room(length);
    int end = textsEnd;
    for (int i = 0; i < length; i++) {
      char c = characters[offset + i];
      if (c >= 0x80) {
        row.update(ordinal, UTF8String.fromString(new String(characters, offset, length)));
        return true;
      }
      into[end + i] = (byte) c;
    }
    row.update(ordinal, UTF8String.fromBytes(into, end, length));
    textsEnd = end + length;
    return true;
  }

  private byte[] room(int length) {
    if (textsEnd + length > texts.length) {
      // Texts before stay in the old array, which their row holds.
      texts = new byte[Math.max(2 * texts.length, length)];
      textsEnd = 0;
    }
    return texts;
  }

  private void missing() {
    for (int i = 0; i < EventField.count(); i++) {
      if ((seen & 1 << i) == 0 && EventField.at(i).required()) {
        first(LineColumn.MISSING_FIELD, EventField.at(i));
        return;
      }
    }
  }

  private void first(LineColumn column, EventField field) {
    if (row.isNullAt(column.index())) {
      row.update(column.index(), field.text());
    }
  }

  private void first(LineColumn column, String name) {
    if (row.isNullAt(column.index())) {
      row.update(column.index(), UTF8String.fromString(name));
    }
  }
}
