package io.millrace.spark.batch;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 128MB} is 128 × 1024 × 1024 bytes. */
public final class ByteSize {

  /** 2²⁰ bytes. */
  public static final long MEGABYTE = 1L << 20;

  private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(KB|MB|GB)");

  private ByteSize() {}

  /**
   * The bytes of a text.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static long parse(String text) {
    Matcher parts = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no size; allowed: a whole number with its unit, such as 128MB");
    }
    int shift =
        switch (parts.group(2)) {
          case "KB" -> 10;
          case "MB" -> 20;
          default -> 30;
        };
    return Long.parseLong(parts.group(1)) << shift;
  }
}
