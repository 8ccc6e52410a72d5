package io.millrace.gateway.request;

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
public final class RequestParameters {

  private static final String INSTANTS =
      "ISO 8601 with a zone, such as 2026-11-21T10:00:00Z (in a URL, a + is written %2B)";

  private final MultivaluedMap<String, String> given;
  private final List<Violation> violations = new ArrayList<>();

  /**
   * Notes each name that is not known.
   *
   * @param known the names the endpoint knows
   */
  public RequestParameters(MultivaluedMap<String, String> given, List<String> known) {
    this.given = given;
    for (String name : given.keySet()) {
      if (!known.contains(name)) {
        reject(
            name,
            String.valueOf(given.getFirst(name)),
            "is not a parameter of this endpoint",
            known.isEmpty() ? "no parameters" : String.join(", ", known));
      }
    }
  }

  /** Notes something wrong. */
  public void reject(String parameter, String value, String detail, String allowed) {
    violations.add(new Violation(parameter, value, detail, allowed));
  }

  /**
   * Ends the reading.
   *
   * @throws InvalidRequestException if anything was wrong
   */
  public void check() {
    if (!violations.isEmpty()) {
      throw new InvalidRequestException(violations);
    }
  }

  /**
   * The one value of a parameter; empty if it is absent or given more than once, which is wrong.
   */
  public Optional<String> single(String name) {
    List<String> values = given.getOrDefault(name, List.of());
    if (values.size() > 1) {
      reject(name, String.join(", ", values), "is given " + values.size() + " times", "one value");
      return Optional.empty();
    }
    return values.stream().findFirst();
  }

  /** An instant, ISO 8601 with {@code Z} or an offset; years 1970 to 2099. */
  public Optional<Instant> instant(String name) {
    return single(name).flatMap(text -> instant(name, text, INSTANTS));
  }

  /**
   * An instant as {@link #instant(String)} reads it, or a word in its place.
   *
   * @param fallback when the parameter is absent
   * @param word what may be written instead
   * @param meaning what the word stands for
   */
  public <T> T instantOr(
      String name, T fallback, String word, T meaning, Function<Instant, T> reader) {
    Optional<String> text = single(name);
    if (text.isEmpty()) {
      return fallback;
    }
    if (text.get().equals(word)) {
      return meaning;
    }
    return instant(name, text.get(), word + ", or " + INSTANTS).map(reader).orElse(fallback);
  }

  private Optional<Instant> instant(String name, String text, String allowed) {
    try {
      Instant instant = OffsetDateTime.parse(text).toInstant();
      if (!TimeRange.EARLIEST.isAfter(instant) && !instant.isAfter(TimeRange.LATEST)) {
        return Optional.of(instant);
      }
      reject(name, text, "is outside what is kept", TimeRange.EARLIEST + " to " + TimeRange.LATEST);
    } catch (DateTimeParseException e) {
      reject(name, text, "is not an instant", allowed);
    }
    return Optional.empty();
  }

  /** Rows of a page: a whole number from 1 to {@code max}. */
  public int limit(String name, int fallback, int max) {
    return positive(name, fallback, max, "is not a page size");
  }

  /**
   * A whole number from 1 to {@code max}.
   *
   * @param detail what is wrong with anything else
   */
  public int positive(String name, int fallback, int max, String detail) {
    Optional<String> text = single(name);
    if (text.isEmpty()) {
      return fallback;
    }
    try {
      int number = Integer.parseInt(text.get());
      if (number >= 1 && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Rejected below, as a number out of range is.
    }
    reject(name, text.get(), detail, "a whole number from 1 to " + max);
    return fallback;
  }

  /** One of a set of values, or {@code fallback} when it is absent. */
  public <T> T choice(
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

  /** A value that may be absent. */
  public <T> Optional<T> optional(
      String name, Function<String, Optional<T>> reader, String detail, String allowed) {
    return choice(
        name, Optional.<T>empty(), text -> reader.apply(text).map(Optional::of), detail, allowed);
  }

  /** The position that the parameter {@code cursor} says; empty for the first page. */
  public <T> Optional<T> cursor(Function<String, Optional<T>> decoder) {
    return optional(
        "cursor",
        decoder,
        "is not a cursor of this endpoint",
        "the cursor of a page's next link, unchanged");
  }

  /** Any number of values of a repeatable parameter, without repetitions. */
  public <T> Set<T> choices(
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
