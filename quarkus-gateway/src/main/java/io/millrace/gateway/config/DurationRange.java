package io.millrace.gateway.config;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;

/**
 * Which durations a setting may have.
 *
 * @param shortest allowed
 * @param longest allowed
 * @param words for people
 */
record DurationRange(Duration shortest, Duration longest, String words) {

  /**
   * Reads one, such as {@code 500ms} or {@code 2s}.
   *
   * @throws IllegalArgumentException that says what is allowed
   */
  Duration read(String text) {
    try {
      Duration duration = DurationConverter.parseDuration(text.strip());
      if (duration.compareTo(shortest) >= 0 && duration.compareTo(longest) <= 0) {
        return duration;
      }
    } catch (IllegalArgumentException e) {
      // Refused below, as one out of range is.
    }
    throw new IllegalArgumentException("allowed: " + words);
  }
}
