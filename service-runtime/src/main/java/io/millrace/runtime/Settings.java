package io.millrace.runtime;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The configuration of a process, read once at start from environment variables.
 *
 * <p>Each reader either answers a valid value or throws {@link InvalidSettingException} with the
 * key, the value and what is allowed. A secret may also come from a file: {@code KEY_FILE} names
 * it, as container platforms mount secrets.
 */
public final class Settings {

  private static final String NOT_SET = "(not set)";

  private final Map<String, String> values;

  private Settings(Map<String, String> values) {
    this.values = new TreeMap<>(values);
  }

  /** The settings of this process: its environment. */
  public static Settings fromEnvironment() {
    return new Settings(System.getenv());
  }

  /** Settings from a map, as a test or a supervisor holds them. */
  public static Settings of(Map<String, String> values) {
    return new Settings(values);
  }

  /** The value of {@code key}, empty when it is absent or blank. */
  public Optional<String> find(String key) {
    return Optional.ofNullable(values.get(key)).map(String::strip).filter(v -> !v.isEmpty());
  }

  /**
   * A text that must be there.
   *
   * @throws InvalidSettingException if it is absent or blank
   */
  public String text(String key) {
    return find(key).orElseThrow(() -> new InvalidSettingException(key, NOT_SET, "any text"));
  }

  /** A text, or {@code fallback} when it is absent or blank. */
  public String text(String key, String fallback) {
    return find(key).orElse(fallback);
  }

  /**
   * A secret, from {@code key} or from the file that {@code key + "_FILE"} names.
   *
   * @throws InvalidSettingException if neither is there or the file cannot be read
   */
  public String secret(String key) {
    Optional<String> file = find(key + "_FILE");
    if (file.isEmpty()) {
      return find(key)
          .orElseThrow(
              () ->
                  new InvalidSettingException(
                      key, NOT_SET, "a secret, here or in " + key + "_FILE"));
    }
    try {
      return Files.readString(Path.of(file.get())).strip();
    } catch (java.io.IOException e) {
      throw new InvalidSettingException(key + "_FILE", file.get(), "a readable file");
    }
  }

  /**
   * A whole number in a closed range.
   *
   * @throws InvalidSettingException if it is not a number, or outside {@code min..max}
   */
  public long number(String key, long fallback, long min, long max) {
    Optional<String> text = find(key);
    if (text.isEmpty()) {
      return fallback;
    }
    String allowed = "a whole number from " + min + " to " + max;
    try {
      long number = Long.parseLong(text.get());
      if (number < min || number > max) {
        throw new InvalidSettingException(key, text.get(), allowed);
      }
      return number;
    } catch (NumberFormatException e) {
      throw new InvalidSettingException(key, text.get(), allowed);
    }
  }

  /** A TCP port, 1 to 65535. */
  public int port(String key, int fallback) {
    return (int) number(key, fallback, 1, 65_535);
  }

  /** {@code true} or {@code false}, in any case. */
  public boolean flag(String key, boolean fallback) {
    Optional<String> text = find(key);
    if (text.isEmpty()) {
      return fallback;
    }
    return switch (text.get().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new InvalidSettingException(key, text.get(), "true or false");
    };
  }

  /**
   * A duration as {@code 500ms}, {@code 30s}, {@code 2m}, {@code 1h}, or ISO 8601 ({@code PT30S}).
   *
   * @throws InvalidSettingException if it cannot be read, or is negative
   */
  public Duration duration(String key, Duration fallback) {
    Optional<String> text = find(key);
    if (text.isEmpty()) {
      return fallback;
    }
    Duration duration = parseDuration(key, text.get());
    if (duration.isNegative()) {
      throw new InvalidSettingException(key, text.get(), "a duration that is not negative");
    }
    return duration;
  }

  private static Duration parseDuration(String key, String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    try {
      if (lower.startsWith("p")) {
        return Duration.parse(text);
      }
      if (lower.endsWith("ms")) {
        return Duration.ofMillis(Long.parseLong(lower.substring(0, lower.length() - 2)));
      }
      long amount = Long.parseLong(lower.substring(0, Math.max(0, lower.length() - 1)));
      switch (lower.charAt(lower.length() - 1)) {
        case 's':
          return Duration.ofSeconds(amount);
        case 'm':
          return Duration.ofMinutes(amount);
        case 'h':
          return Duration.ofHours(amount);
        default:
          break;
      }
    } catch (NumberFormatException | DateTimeParseException e) {
      // Falls through to the one message.
    }
    throw new InvalidSettingException(key, text, "a duration such as 500ms, 30s, 2m, 1h or PT30S");
  }
}
