package io.millrace.spark.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a run did, for people as a table and for programs as JSON, in the order in which it came.
 */
public final class RunReport {

  private static final int NAMED = 7;

  private final Map<String, Object> fields = new LinkedHashMap<>();

  /** Adds a fact. */
  public RunReport with(String field, String value) {
    fields.put(field, value);
    return this;
  }

  /** Adds a number. */
  public RunReport with(String field, long value) {
    fields.put(field, value);
    return this;
  }

  /** Adds a measured number. */
  public RunReport with(String field, double value) {
    fields.put(field, value);
    return this;
  }

  /** Adds names, such as days. */
  public RunReport with(String field, Collection<String> values) {
    fields.put(field, values);
    return this;
  }

  /** Adds numbers by name. */
  public RunReport with(String field, Map<String, Long> values) {
    fields.put(field, values);
    return this;
  }

  /** A number that was added; 0 if there is none of that name. */
  long number(String field) {
    return fields.get(field) instanceof Long number ? number : 0;
  }

  /** One JSON object. */
  public String json() {
    try {
      return new ObjectMapper().writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report of texts and numbers is always JSON", e);
    }
  }

  /** A table: a line a field, and numbers by name below theirs. */
  public String text() {
    StringBuilder text = new StringBuilder();
    fields.forEach(
        (field, value) -> {
          String label = field.replace('_', ' ');
          if (value instanceof Map<?, ?> numbers) {
            text.append(label).append(numbers.isEmpty() ? ": none\n" : "\n");
            numbers.forEach((name, number) -> line(text, "  " + name, number));
          } else {
            line(text, label, value);
          }
        });
    return text.toString();
  }

  private static void line(StringBuilder text, String label, Object value) {
    text.append(String.format(Locale.ROOT, "%-44s %s%n", label, shown(value)));
  }

  private static String shown(Object value) {
    if (value instanceof Long number) {
      return String.format(Locale.ROOT, "%,15d", number);
    }
    if (value instanceof Double number) {
      return String.format(Locale.ROOT, "%,15.1f", number);
    }
    if (value instanceof Collection<?> names) {
      String first = String.join(", ", names.stream().limit(NAMED).map(String::valueOf).toList());
      return names.size() > NAMED ? first + " … (" + names.size() + ")" : first;
    }
    return String.valueOf(value);
  }
}
