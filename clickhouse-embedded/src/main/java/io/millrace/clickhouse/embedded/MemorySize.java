package io.millrace.clickhouse.embedded;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of memory.
 *
 * @param bytes more than 0
 */
public record MemorySize(long bytes) {

  private static final Pattern TEXT = Pattern.compile("(\\d{1,12})\\s*([KMG]i?B?|B)?");

  public MemorySize {
    if (bytes <= 0) {
      throw new IllegalArgumentException("a memory size is " + bytes + " bytes; more than 0");
    }
  }

  /**
   * Reads {@code 1258291200}, {@code 1200MiB}, {@code 1200M} or {@code 2GiB}; all units are binary.
   *
   * @throws IllegalArgumentException if it cannot be read
   */
  public static MemorySize parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "a memory size is '" + text + "'; allowed: bytes, or a number with KiB, MiB or GiB");
    }
    String unit = matcher.group(2) == null ? "B" : matcher.group(2).toUpperCase(Locale.ROOT);
    int shift =
        switch (unit.charAt(0)) {
          case 'K' -> 10;
          case 'M' -> 20;
          case 'G' -> 30;
          default -> 0;
        };
    long count = Long.parseLong(matcher.group(1));
    if (count > Long.MAX_VALUE >> shift) {
      throw new IllegalArgumentException("a memory size is '" + text + "'; allowed: below 8 EiB");
    }
    return new MemorySize(count << shift);
  }
}
