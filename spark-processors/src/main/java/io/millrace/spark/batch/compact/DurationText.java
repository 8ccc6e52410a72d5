package io.millrace.spark.batch.compact;

import io.millrace.runtime.InvalidSettingException;
import io.millrace.runtime.Settings;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations as settings have them: {@code 30s}, {@code 90m}, {@code 1h}. */
final class DurationText implements ITypeConverter<Duration> {

  private static final String KEY = "it";

  @Override
  public Duration convert(String text) {
    try {
      return Settings.of(Map.of(KEY, text)).duration(KEY, Duration.ZERO);
    } catch (InvalidSettingException e) {
      throw new TypeConversionException(
          "'" + text + "' is no duration; allowed: such as 0s, 30m, 1h or PT30S");
    }
  }
}
