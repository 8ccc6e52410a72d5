package io.millrace.simulator.replay;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one line: user, time ({@code yyyy-MM-dd HH:mm:ss}), seconds, called user, called phone. Any
 * field may stand in double quotes; there is no header.
 */
final class CallLine {

  private static final int FIELDS = 5;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withResolverStyle(ResolverStyle.STRICT);

  private CallLine() {}

  /**
   * Says what is wrong with a line, by the field's place and never by its content, which may hold a
   * number and end up in a log.
   */
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String reason) {
      super(reason);
    }
  }

  static CallRecord parse(long lineNumber, String line) throws UnreadableException {
    List<String> fields = fields(line);
    if (fields.size() != FIELDS) {
      throw new UnreadableException("it has " + fields.size() + " fields; expected " + FIELDS);
    }
    return new CallRecord(
        lineNumber,
        known(fields.get(0)),
        time(fields.get(1)),
        seconds(fields.get(2)),
        known(fields.get(3)),
        known(fields.get(4)));
  }

  private static List<String> fields(String line) throws UnreadableException {
    List<String> fields = new ArrayList<>(FIELDS);
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    if (quoted) {
      throw new UnreadableException("a double quote is not closed");
    }
    fields.add(field.toString());
    return fields;
  }

  private static @Nullable String known(String field) {
    String text = field.strip();
    return text.isEmpty() ? null : text;
  }

  private static LocalDateTime time(String field) throws UnreadableException {
    try {
      return LocalDateTime.parse(field.strip(), TIME);
    } catch (DateTimeParseException e) {
      throw new UnreadableException("field 2 is no time; expected: yyyy-MM-dd HH:mm:ss");
    }
  }

  private static long seconds(String field) throws UnreadableException {
    try {
      return Long.parseLong(field.strip());
    } catch (NumberFormatException e) {
      throw new UnreadableException("field 3 is no duration; expected: whole seconds");
    }
  }
}
