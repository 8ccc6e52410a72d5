package io.millrace.spark.change;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * PostgreSQL's text form of a one-dimensional {@code text[]}, such as {@code {a,"b c"}}, which is
 * how the bridge carries arrays.
 *
 * @see <a href="https://www.postgresql.org/docs/17/arrays.html#ARRAYS-IO">PostgreSQL: array input
 *     and output syntax</a>
 */
final class TextArray {

  private final String text;
  private int at = 1;

  private TextArray(String text) {
    this.text = text;
  }

  /** The elements; empty if it is no such array, or one of them is null. */
  static Optional<List<String>> parse(String text) {
    if (text.equals("{}")) {
      return Optional.of(List.of());
    }
    return text.startsWith("{") && text.endsWith("}")
        ? new TextArray(text).elements()
        : Optional.empty();
  }

  private Optional<List<String>> elements() {
    List<String> elements = new ArrayList<>();
    while (at < text.length()) {
      Optional<String> element = text.charAt(at) == '"' ? quoted() : plain();
      if (element.isEmpty() || at >= text.length()) {
        return Optional.empty();
      }
      elements.add(element.get());
      char behind = text.charAt(at++);
      if (behind == '}') {
        return at == text.length() ? Optional.of(elements) : Optional.empty();
      }
      if (behind != ',') {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private Optional<String> quoted() {
    StringBuilder element = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return Optional.of(element.toString());
      }
      if (c == '\\') {
        at++;
      }
      if (at < text.length()) {
        element.append(text.charAt(at));
      }
    }
    return Optional.empty();
  }

  private Optional<String> plain() {
    int begin = at;
    while (at < text.length() && ",{}\"".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String element = text.substring(begin, at);
    return element.isEmpty() || element.equalsIgnoreCase("NULL")
        ? Optional.empty()
        : Optional.of(element);
  }
}
