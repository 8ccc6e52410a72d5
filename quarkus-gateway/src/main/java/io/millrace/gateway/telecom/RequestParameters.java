package io.millrace.gateway.telecom;

import io.millrace.gateway.problem.InvalidRequestException;
import io.millrace.gateway.problem.Violation;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads the query parameters of one request and collects what is wrong with them, so that one
 * answer names it all. A parameter the endpoint does not know is wrong too: a typo must not turn
 * into a filter that is silently left out.
 */
final class RequestParameters {

  private final MultivaluedMap<String, String> given;
  private final List<Violation> violations = new ArrayList<>();

  /**
   * @param known the names the endpoint knows
   */
  RequestParameters(MultivaluedMap<String, String> given, List<String> known) {
    this.given = given;
    for (String name : given.keySet()) {
      if (!known.contains(name)) {
        reject(
            name,
            String.valueOf(given.getFirst(name)),
            "is not a parameter of this endpoint",
            String.join(", ", known));
      }
    }
  }

  /** Notes something wrong. */
  void reject(String parameter, String value, String detail, String allowed) {
    violations.add(new Violation(parameter, value, detail, allowed));
  }

  /**
   * Ends the reading.
   *
   * @throws InvalidRequestException if anything was wrong
   */
  void check() {
    if (!violations.isEmpty()) {
      throw new InvalidRequestException(violations);
    }
  }

  /**
   * The one value of a parameter; empty if it is absent or given more than once, which is wrong.
   */
  Optional<String> single(String name) {
    List<String> values = given.getOrDefault(name, List.of());
    if (values.size() > 1) {
      reject(name, String.join(", ", values), "is given " + values.size() + " times", "one value");
      return Optional.empty();
    }
    return values.stream().findFirst();
  }

  /** An instant, ISO 8601 with {@code Z} or an offset; years 1970 to 2099. */
  Optional<Instant> instant(String name) {
    return single(name)
        .flatMap(
            text -> {
              try {
                Instant instant = OffsetDateTime.parse(text).toInstant();
                if (!TimeRange.EARLIEST.isAfter(instant) && !instant.isAfter(TimeRange.LATEST)) {
                  return Optional.of(instant);
                }
                reject(
                    name,
                    text,
                    "is outside what is kept",
                    TimeRange.EARLIEST + " to " + TimeRange.LATEST);
              } catch (DateTimeParseException e) {
                reject(
                    name,
                    text,
                    "is not an instant",
                    "ISO 8601 with a zone, such as 2026-11-21T10:00:00Z (in a URL, a + is written"
                        + " %2B)");
              }
              return Optional.empty();
            });
  }

  /** A whole number from 1 to {@code max}. */
  int limit(String name, int fallback, int max) {
    Optional<String> text = single(name);
    if (text.isEmpty()) {
      return fallback;
    }
    try {
      int limit = Integer.parseInt(text.get());
      if (limit >= 1 && limit <= max) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // Rejected below, as a number out of range is.
    }
    reject(name, text.get(), "is not a page size", "a whole number from 1 to " + max);
    return fallback;
  }

  /** One of a set of values, or {@code fallback} when it is absent. */
  <T> T choice(
      String name,
      T fallback,
      Function<String, Optional<T>> reader,
      String detail,
      String allowed) {
    Optional<String> text = single(name);
    if (text.isEmpty()) {
      return fallback;
    }
    Optional<T> value = reader.apply(text.get());
    if (value.isEmpty()) {
      reject(name, text.get(), detail, allowed);
    }
    return value.orElse(fallback);
  }

  /** Any number of values of a repeatable parameter, without repetitions. */
  <T> Set<T> choices(
      String name, Function<String, Optional<T>> reader, String detail, String allowed) {
    Set<T> values = new LinkedHashSet<>();
    for (String text : given.getOrDefault(name, List.of())) {
      Optional<T> value = reader.apply(text);
      if (value.isPresent()) {
        values.add(value.get());
      } else {
        reject(name, text, detail, allowed);
      }
    }
    return values;
  }
}
