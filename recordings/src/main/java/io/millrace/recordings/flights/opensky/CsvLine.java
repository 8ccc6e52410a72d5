package io.millrace.recordings.flights.opensky;

import java.util.ArrayList;
import java.util.List;

/** Splits a line of CSV (RFC 4180): commas, fields in double quotes, doubled quotes within. */
final class CsvLine {

  private CsvLine() {}

  /**
   * The line's fields.
   *
   * @throws MalformedStateException if a quoted field does not end
   */
  static List<String> fields(String line) throws MalformedStateException {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char character = line.charAt(i);
      if (character == '"') {
        if (quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
          field.append('"');
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (character == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(character);
      }
    }
    if (quoted) {
      throw new MalformedStateException(
          "a quoted field does not end", "expected: a closing quote on the same line");
    }
    fields.add(field.toString());
    return fields;
  }
}
