package io.millrace.spark.batch.compact;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A subscriber who is to be forgotten, by the masked number that the data has. It is never printed:
 * what logs, ledgers and reports have is {@link #toString()}.
 */
final class Subscriber implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final Pattern FORM = Pattern.compile("[0-9A-Za-z][0-9A-Za-z:_+.-]{7,127}");
  private static final int SHOWN = 16;

  private final String mask;
  private final Pattern whole;

  /**
   * @param mask such as {@code 415643a15c39c46d-67}; at least eight characters, so that no text has
   *     it by chance
   * @throws IllegalArgumentException if it is none, without showing it
   */
  Subscriber(String mask) {
    if (!FORM.matcher(mask).matches()) {
      throw new IllegalArgumentException(
          "--subscriber is not shown here; allowed: a masked number as the data has it, 8 to 128"
              + " letters, digits and : _ + . - such as 0123456789abcdef-01");
    }
    this.mask = mask;
    this.whole = Pattern.compile("(?<![0-9A-Za-z])" + Pattern.quote(mask) + "(?![0-9A-Za-z])");
  }

  /** Whether a value is this subscriber. */
  boolean is(String value) {
    return mask.equals(value);
  }

  /** Whether a text names this subscriber somewhere, not as a part of a longer word. */
  boolean isIn(String text) {
    return text.contains(mask) && whole.matcher(text).find();
  }

  /** {@code sha256:} and 16 digits: tells erasures apart without saying of whom. */
  @Override
  public String toString() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(mask.getBytes(StandardCharsets.UTF_8));
      return "sha256:" + HexFormat.of().formatHex(hash).substring(0, SHOWN);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
