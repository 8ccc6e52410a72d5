package io.millrace.scheduler.job;

import io.millrace.runtime.InvalidSettingException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a step runs.
 *
 * @param words the arguments of the batch application; {@code {day}} and {@code {report}} in them
 *     stand for the day, ISO 8601, and for the file of the step's report
 * @param timeout how long it may take
 */
public record StepCommand(List<String> words, Duration timeout) {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^}]*)}");

  /** Copies the list. */
  public StepCommand {
    words = List.copyOf(words);
  }

  /**
   * Reads a command.
   *
   * @param key of the setting, for messages
   * @param line words separated by spaces; there are no quotation marks
   * @throws InvalidSettingException if it is empty, or has another placeholder
   */
  static StepCommand of(String key, String line, Duration timeout) {
    if (line.isBlank()) {
      throw new InvalidSettingException(key, "empty", "a command of the batch application");
    }
    Matcher placeholder = PLACEHOLDER.matcher(line);
    while (placeholder.find()) {
      if (!List.of("day", "report").contains(placeholder.group(1))) {
        throw new InvalidSettingException(
            key, line, "no other placeholders than {day} and {report}");
      }
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new InvalidSettingException(key, timeout + " as its timeout", "more than 0 s");
    }
    return new StepCommand(Arrays.asList(line.strip().split("\\s+")), timeout);
  }

  /** The arguments for one day. */
  public List<String> arguments(LocalDate day, Path report) {
    return words.stream()
        .map(word -> word.replace("{day}", day.toString()).replace("{report}", report.toString()))
        .toList();
  }
}
