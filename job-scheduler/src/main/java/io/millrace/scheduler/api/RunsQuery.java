package io.millrace.scheduler.api;

import io.millrace.scheduler.api.Problem.Kind;
import io.millrace.scheduler.api.Problem.ProblemException;
import io.millrace.scheduler.history.RunRepository.Filter;
import io.millrace.scheduler.history.RunState;
import io.millrace.scheduler.history.Trigger;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads the query of a list of runs; a parameter that is not known is wrong, too. */
final class RunsQuery {

  private static final List<String> KNOWN = List.of("day", "state", "trigger", "cursor", "limit");
  private static final int USUAL_LIMIT = 50;
  private static final int HIGHEST_LIMIT = 500;

  private RunsQuery() {}

  static Filter read(String job, MultivaluedMap<String, String> given) {
    for (String name : given.keySet()) {
      if (!KNOWN.contains(name)) {
        throw wrong(name, String.valueOf(given.getFirst(name)), String.join(", ", KNOWN));
      }
    }
    int limit = read(given, "limit", Integer::valueOf, "1 to " + HIGHEST_LIMIT).orElse(USUAL_LIMIT);
    if (limit < 1 || limit > HIGHEST_LIMIT) {
      throw wrong("limit", String.valueOf(limit), "1 to " + HIGHEST_LIMIT);
    }
    return new Filter(
        job,
        read(given, "day", LocalDate::parse, "a day such as 2026-11-20"),
        read(given, "state", RunState::valueOf, names(RunState.values())),
        read(given, "trigger", Trigger::valueOf, names(Trigger.values())),
        read(given, "cursor", Long::valueOf, "the cursor of a page's next, unchanged"),
        limit);
  }

  private static String names(Enum<?>[] values) {
    return String.join(", ", Arrays.stream(values).map(Enum::name).toList());
  }

  private static <T> Optional<T> read(
      MultivaluedMap<String, String> given,
      String name,
      Function<String, T> reader,
      String allowed) {
    List<String> values = given.getOrDefault(name, List.of());
    if (values.isEmpty()) {
      return Optional.empty();
    }
    String text = String.join(", ", values);
    try {
      return Optional.of(reader.apply(text));
    } catch (IllegalArgumentException | java.time.DateTimeException e) {
      throw wrong(name, text, allowed);
    }
  }

  private static ProblemException wrong(String name, String value, String allowed) {
    return new ProblemException(
        Kind.INVALID_PARAMETERS, name + " is \"" + value + "\"; allowed: " + allowed);
  }
}
