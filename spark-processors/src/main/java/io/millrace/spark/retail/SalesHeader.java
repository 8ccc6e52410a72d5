package io.millrace.spark.retail;

import io.millrace.spark.batch.BatchException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The first record of a file: what separates fields, and which field is which column.
 *
 * @param separator between fields
 * @param fields names as the file has them
 * @param positions of the columns among the fields, from 0; a column that may be absent is not in
 *     it
 */
record SalesHeader(Separator separator, List<String> fields, Map<SalesColumn, Integer> positions)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  /** What may stand between fields. */
  enum Separator {
    COMMA(','),
    SEMICOLON(';'),
    TAB('\t'),
    PIPE('|');

    private final char character;

    Separator(char character) {
      this.character = character;
    }

    char character() {
      return character;
    }
  }

  SalesHeader {
    fields = List.copyOf(fields);
    positions = new EnumMap<>(positions);
  }

  /**
   * Reads the first record. The separator is the one that makes the most known columns of it.
   *
   * @param file for messages
   * @throws BatchException if a required column is missing, or one is there twice
   */
  static SalesHeader read(String file, String record) {
    List<String> names = List.of();
    Separator separator = Separator.COMMA;
    long most = -1;
    for (Separator candidate : Separator.values()) {
      List<String> split = split(record, candidate.character());
      long known = split.stream().map(SalesColumn::of).flatMap(Optional::stream).distinct().count();
      if (known > most) {
        most = known;
        names = split;
        separator = candidate;
      }
    }
    return new SalesHeader(separator, names, positions(file, names));
  }

  /** The names of fields that are no column of sales. */
  List<String> ignored() {
    return fields.stream().filter(name -> SalesColumn.of(name).isEmpty()).toList();
  }

  private static Map<SalesColumn, Integer> positions(String file, List<String> names) {
    Map<SalesColumn, Integer> positions = new EnumMap<>(SalesColumn.class);
    for (int i = 0; i < names.size(); i++) {
      Optional<SalesColumn> column = SalesColumn.of(names.get(i));
      if (column.isEmpty()) {
        continue;
      }
      Integer earlier = positions.putIfAbsent(column.get(), i);
      if (earlier != null) {
        throw new BatchException(
            "FILE is %s; its columns \"%s\" and \"%s\" are both %s: leave one of them"
                .formatted(file, names.get(earlier), names.get(i), column.get().column()));
      }
    }
    String missing =
        Arrays.stream(SalesColumn.values())
            .filter(SalesColumn::isRequired)
            .filter(column -> !positions.containsKey(column))
            .map(SalesColumn::column)
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      throw new BatchException(
          "FILE is %s; it has no column %s; found: %s. Name them in the first line, in any case and separated by comma, semicolon, tab or |"
              .formatted(
                  file,
                  missing,
                  names.stream()
                      .map(name -> name.length() > 40 ? name.substring(0, 40) + "…" : name)
                      .limit(30)
                      .collect(Collectors.joining(", "))));
    }
    return positions;
  }

  private static List<String> split(String record, char separator) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < record.length(); i++) {
      char c = record.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        fields.add(field.toString().strip());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString().strip());
    return fields;
  }
}
