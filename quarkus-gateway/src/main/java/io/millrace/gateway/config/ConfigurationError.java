package io.millrace.gateway.config;

import io.millrace.runtime.InvalidSettingException;
import io.smallrye.config.ConfigValidationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is wrong with the configuration, in the names that the operator wrote. */
public final class ConfigurationError {

  /** Quarkus' own properties that are set from a variable of ours. */
  private static final Map<String, String> VARIABLES =
      Map.of(
          "quarkus.http.host", "MILLRACE_HTTP_HOST",
          "quarkus.http.port", "MILLRACE_GATEWAY_HTTP_PORT");

  private static final Pattern PROPERTY = Pattern.compile("(?:millrace|quarkus)\\.[a-z0-9.-]+");
  private static final Pattern NOISE =
      Pattern.compile(
          "^[\\w.]+Exception: |SRCFG\\d+: |The config property |threw an Exception whilst being"
              + " converted |could not be found in any config source");

  private ConfigurationError() {}

  /**
   * One line that says all that is wrong.
   *
   * @return empty if the failure has nothing to do with the configuration
   */
  public static Optional<String> describe(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConfigValidationException invalid) {
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < invalid.getProblemCount(); i++) {
          problems.add(readable(invalid.getProblem(i).getMessage()));
        }
        return Optional.of("configuration: " + String.join("; ", problems));
      }
      if (cause instanceof InvalidSettingException invalid) {
        return Optional.of("configuration: " + invalid.getMessage());
      }
    }
    return Optional.empty();
  }

  private static String readable(String message) {
    String plain =
        NOISE
            .matcher(message)
            .replaceAll("")
            .replaceAll(" with the config value (\".*?\") ", " is $1; ")
            .replace(" is required but it ", " is not set");
    return PROPERTY.matcher(plain).replaceAll(ConfigurationError::variable);
  }

  private static String variable(MatchResult property) {
    String name = property.group();
    return VARIABLES.getOrDefault(
        name, name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'));
  }
}
