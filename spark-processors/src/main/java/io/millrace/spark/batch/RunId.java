package io.millrace.spark.batch;

import java.io.Serializable;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The identity of a run: when it began, UTC, and eight hexadecimal digits, such as {@code
 * 20211101T020000Z_1a2b3c4d}. Fit for names of tables and objects.
 *
 * @param text the whole of it
 */
public record RunId(String text) implements Serializable {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Pattern FORM = Pattern.compile("([0-9]{8}T[0-9]{6}Z)_[0-9a-f]{8}");
  private static final SecureRandom RANDOM = new SecureRandom();

  /** One that begins now. */
  public static RunId at(Instant now) {
    return new RunId(
        TIME.format(now) + String.format(Locale.ROOT, "_%08x", RANDOM.nextInt() & 0xffff_ffffL));
  }

  /** When the run of this identity began; empty if the text is none. */
  public static Optional<Instant> beginning(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.from(TIME.parse(parts.group(1))));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
