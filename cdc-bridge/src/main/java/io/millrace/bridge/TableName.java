package io.millrace.bridge;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table of a source.
 *
 * @param schema such as {@code public}
 * @param name without its schema
 */
public record TableName(String schema, String name) {

  /** Both become parts of a topic's name, so only what is legal there. */
  private static final Pattern FORM = Pattern.compile("(?:([A-Za-z0-9_-]+)\\.)?([A-Za-z0-9_-]+)");

  /** What {@link #parse} takes, for a message. */
  static final String ALLOWED = "<schema>.<table> of letters, digits, _ and -";

  /**
   * Reads {@code schema.table}, or {@code table} for schema {@code public}; empty if it is else.
   */
  static Optional<TableName> parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    return form.matches()
        ? Optional.of(
            new TableName(Optional.ofNullable(form.group(1)).orElse("public"), form.group(2)))
        : Optional.empty();
  }

  /** As a regular expression that matches only it. */
  public String pattern() {
    return schema + "\\." + name;
  }

  /** As an identifier of SQL; neither part can contain a quote. */
  public String quoted() {
    return '"' + schema + "\".\"" + name + '"';
  }

  /** With its schema. */
  @Override
  public String toString() {
    return schema + "." + name;
  }
}
