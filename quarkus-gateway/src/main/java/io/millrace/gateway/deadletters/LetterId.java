package io.millrace.gateway.deadletters;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a letter is in the dead letter topic.
 *
 * @param partition its partition
 * @param offset its offset
 */
record LetterId(int partition, long offset) {

  static final String ALLOWED = "partition and offset in the dead letter topic, such as 0-123";

  private static final Pattern LAYOUT = Pattern.compile("(\\d{1,6})-(\\d{1,18})");

  /** Reads {@code 0-123}; empty for anything else. */
  static Optional<LetterId> parse(String text) {
    Matcher parts = LAYOUT.matcher(text);
    return parts.matches()
        ? Optional.of(
            new LetterId(Integer.parseInt(parts.group(1)), Long.parseLong(parts.group(2))))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return partition + "-" + offset;
  }
}
