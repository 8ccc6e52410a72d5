package io.millrace.spark.telecom.batch.clean;

import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A rule of cleaning, as data.
 *
 * @param name small letters, digits and _, unique in its set
 * @param title what is wrong, for people
 * @param when the condition, in Spark's SQL over the columns of {@link LineColumn#SCHEMA}; null is
 *     as good as false
 * @param action what becomes of a line that meets it
 * @param severity for people
 * @param set of a fix: columns and what they become, in Spark's SQL; later rules see it
 */
record CleaningRule(
    String name,
    String title,
    String when,
    Action action,
    Severity severity,
    Map<String, String> set)
    implements Serializable {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  /** What becomes of a line. */
  enum Action {
    /** It is kept; what is wrong was put right by reading it, or is by {@code set}. */
    FIX,
    /** It is kept apart, with the rule's name and its original bytes. */
    QUARANTINE,
    /** It says nothing that is not said elsewhere, and is only counted. */
    DROP;

    String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How much it matters. */
  enum Severity {
    INFO,
    WARNING,
    ERROR;

    String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Checks all but the SQL, which Spark does. */
  CleaningRule {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name is " + name + "; allowed: up to 64 small letters, digits and _");
    }
    if (!set.isEmpty() && action != Action.FIX) {
      throw new IllegalArgumentException(
          "rule " + name + " has set and its action is " + action.id() + "; allowed: fix");
    }
    for (String column : set.keySet()) {
      if (EventField.of(column) == null) {
        throw new IllegalArgumentException(
            "rule "
                + name
                + " sets "
                + column
                + "; allowed: "
                + Arrays.stream(EventField.values())
                    .map(EventField::id)
                    .collect(Collectors.joining(", ")));
      }
    }
    set = new LinkedHashMap<>(set);
  }
}
