package io.millrace.gateway.deadletters;

import io.millrace.gateway.request.RequestParameters;
import io.millrace.model.DeadLetterHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A page of dead letters, asked for.
 *
 * @param topics topics the records were or would have been in; empty for all
 * @param reasons why they were turned away; empty for all
 * @param sender who wrote the letters; empty for both
 * @param from sent then or later
 * @param to sent before
 * @param limit letters of the page, 1 to {@value #MAX_LIMIT}
 * @param after where the page before ended; empty for the first page
 */
record LettersQuery(
    Set<String> topics,
    Set<String> reasons,
    Optional<Sender> sender,
    Optional<Instant> from,
    Optional<Instant> to,
    int limit,
    Optional<LetterPositions> after) {

  static final int DEFAULT_LIMIT = 50;
  static final int MAX_LIMIT = 500;

  private static final List<String> PARAMETERS =
      List.of("topic", "reason", "origin", "from", "to", "limit", "cursor");
  private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");
  private static final Pattern REASON = Pattern.compile("[a-z0-9_]{1,100}");

  /** Who writes letters. */
  enum Sender {
    /** A streaming query, of a record it read. */
    STREAM,
    /** The bridge, of an event that no topic took. */
    BRIDGE;

    String parameter() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Sender of(Letter letter) {
      return letter.header(DeadLetterHeaders.SOURCE) == null ? STREAM : BRIDGE;
    }

    private static Optional<Sender> parse(String text) {
      return List.of(values()).stream().filter(s -> s.parameter().equals(text)).findFirst();
    }
  }

  /**
   * Reads a request.
   *
   * @throws io.millrace.gateway.problem.InvalidRequestException if anything in it is wrong
   */
  static LettersQuery read(MultivaluedMap<String, String> given) {
    RequestParameters parameters = new RequestParameters(given, PARAMETERS);
    Set<String> topics =
        parameters.choices(
            "topic",
            matching(TOPIC),
            "is not the name of a topic",
            "letters, digits, '.', '_' and '-', such as telecom.public.telecom_events");
    Set<String> reasons =
        parameters.choices(
            "reason",
            matching(REASON),
            "is not a reason",
            "lower-case letters, digits and '_', such as negative_duration");
    Optional<Sender> sender =
        parameters.optional(
            "origin", Sender::parse, "is not where letters come from", "stream, bridge");
    Optional<Instant> from = parameters.instant("from");
    Optional<Instant> to = parameters.instant("to");
    if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
      parameters.reject(
          "from", from.get().toString(), "is not before to", "an instant before " + to.get());
    }
    int limit = parameters.limit("limit", DEFAULT_LIMIT, MAX_LIMIT);
    Optional<LetterPositions> after = parameters.cursor(LetterPositions::decode);
    parameters.check();
    return new LettersQuery(topics, reasons, sender, from, to, limit, after);
  }

  /** Whether a letter is among those asked for. */
  boolean wants(Letter letter) {
    return in(topics, letter.header(DeadLetterHeaders.TOPIC))
        && in(reasons, letter.header(DeadLetterHeaders.REASON))
        && sender.map(Sender.of(letter)::equals).orElse(true)
        && from.map(start -> !letter.recordedAt().isBefore(start)).orElse(true)
        && to.map(end -> letter.recordedAt().isBefore(end)).orElse(true);
  }

  private static boolean in(Set<String> wanted, @Nullable String value) {
    return wanted.isEmpty() || (value != null && wanted.contains(value));
  }

  private static Function<String, Optional<String>> matching(Pattern pattern) {
    return text -> Optional.of(text).filter(pattern.asMatchPredicate());
  }
}
