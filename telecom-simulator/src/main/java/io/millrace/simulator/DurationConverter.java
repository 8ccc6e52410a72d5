package io.millrace.simulator;

import io.millrace.runtime.InvalidSettingException;
import io.millrace.runtime.Settings;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads durations as the environment variables have them: {@code 500ms}, {@code 2m}, {@code 1h}.
 */
final class DurationConverter implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String text) {
    try {
      return Settings.of(Map.of("it", text)).duration("it", Duration.ZERO);
    } catch (InvalidSettingException e) {
      throw new TypeConversionException(
          "'" + text + "' is not a duration such as 500ms, 30s, 2m, 1h or PT30S");
    }
  }
}
