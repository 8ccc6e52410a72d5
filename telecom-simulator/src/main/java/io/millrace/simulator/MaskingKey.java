package io.millrace.simulator;

import io.millrace.runtime.InvalidSettingException;
import io.millrace.runtime.Settings;
import java.util.Optional;

/** The secret under which numbers are masked. */
final class MaskingKey {

  private static final String KEY = "MILLRACE_MASKING_KEY";

  private MaskingKey() {}

  /** The key, if one is set here or by its file. */
  static Optional<String> find(Settings settings) {
    return settings.find(KEY).isPresent() || settings.find(KEY + "_FILE").isPresent()
        ? Optional.of(settings.secret(KEY))
        : Optional.empty();
  }

  /**
   * The key, for numbers of real people.
   *
   * @throws InvalidSettingException if none is set
   */
  static String required(Settings settings) {
    return find(settings)
        .orElseThrow(
            () ->
                new InvalidSettingException(
                    KEY,
                    "(not set)",
                    "16 characters and more, such as the output of: openssl rand -hex 32; a file's"
                        + " numbers are never stored unmasked"));
  }
}
