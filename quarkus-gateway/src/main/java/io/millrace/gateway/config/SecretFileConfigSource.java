package io.millrace.gateway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Secrets from files, as container platforms mount them: {@code MILLRACE_S3_SECRET_KEY_FILE} names
 * the file that holds {@code MILLRACE_S3_SECRET_KEY}, and wins over it.
 */
public final class SecretFileConfigSource implements ConfigSource {

  private static final List<String> SECRETS =
      List.of(
          "MILLRACE_CLICKHOUSE_PASSWORD",
          "MILLRACE_POSTGRES_MONITOR_PASSWORD",
          "MILLRACE_S3_SECRET_KEY");

  /** One above the environment's own. */
  private static final int ORDINAL = 301;

  private final Map<String, String> values = new HashMap<>();

  /** Reads the files that this process's environment names. */
  public SecretFileConfigSource() {
    this(System.getenv());
  }

  /**
   * Reads the files.
   *
   * @throws IllegalArgumentException if one is named and cannot be read
   */
  SecretFileConfigSource(Map<String, String> environment) {
    for (String secret : SECRETS) {
      String key = secret + "_FILE";
      String file = environment.getOrDefault(key, "").strip();
      if (!file.isEmpty()) {
        values.put(property(secret), read(key, file));
      }
    }
  }

  private static String read(String key, String file) {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          key + " is \"" + file + "\", which cannot be read; allowed: a readable file", e);
    }
  }

  /** {@code MILLRACE_S3_SECRET_KEY} is {@code millrace.s3.secret-key}. */
  private static String property(String variable) {
    String[] words = variable.toLowerCase(Locale.ROOT).split("_", 3);
    return words[0] + "." + words[1] + "." + words[2].replace('_', '-');
  }

  @Override
  public Set<String> getPropertyNames() {
    return values.keySet();
  }

  @Override
  public @Nullable String getValue(String name) {
    return values.get(name);
  }

  @Override
  public String getName() {
    return "secret files";
  }

  @Override
  public int getOrdinal() {
    return ORDINAL;
  }
}
