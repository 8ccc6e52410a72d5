package io.millrace.local.stack;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * What is known of a component at a moment.
 *
 * @param since when the phase began
 * @param detail for a person, one line; may be empty
 * @param fraction how much of it is done, 0 to 1; {@link #UNKNOWN} if that cannot be told
 * @param pid of its process; 0 if it has none
 * @param address where it is reached
 */
public record ComponentStatus(
    Component component,
    Phase phase,
    Instant since,
    String detail,
    double fraction,
    long pid,
    String address) {

  /** Progress that cannot be told. */
  public static final double UNKNOWN = -1;

  private static final Pattern STACK_FRAMES =
      Pattern.compile("(?m)^\\s*(at \\S+\\(.*\\)|\\.\\.\\. \\d+ more)\\s*$\\R?");

  /** Keeps the detail on one line, and stack frames for the log. */
  public ComponentStatus {
    detail = STACK_FRAMES.matcher(detail).replaceAll("").strip().replaceAll("\\s*\\R\\s*", " / ");
  }
}
