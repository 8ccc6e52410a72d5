package io.millrace.clickhouse.embedded;

import io.millrace.clickhouse.embedded.engine.EngineConfig;
import io.millrace.clickhouse.embedded.http.Credentials;
import io.millrace.clickhouse.embedded.http.HttpFrontConfig;
import io.millrace.clickhouse.embedded.http.HttpFrontConfig.Exposure;
import io.millrace.runtime.InvalidSettingException;
import io.millrace.runtime.Settings;
import java.nio.file.Path;

/**
 * What the process is told by its environment.
 *
 * @param front where it listens, and for whom
 * @param dataDirectory of the engine
 * @param maxMemory of the process
 */
record EmbeddedClickHouseConfig(HttpFrontConfig front, Path dataDirectory, MemorySize maxMemory) {

  static final String PORT = "MILLRACE_CLICKHOUSE_PORT";
  static final String DATA_DIR = "MILLRACE_CLICKHOUSE_DATA_DIR";
  static final String USER = "MILLRACE_CLICKHOUSE_USER";
  static final String PASSWORD = "MILLRACE_CLICKHOUSE_PASSWORD";
  static final String MAX_MEMORY = "MILLRACE_CLICKHOUSE_MAX_MEMORY";
  static final String HOST = "MILLRACE_HTTP_HOST";
  static final String ALLOW_REMOTE = "MILLRACE_CLICKHOUSE_ALLOW_REMOTE";

  static final int DEFAULT_PORT = 18123;
  static final String DEFAULT_USER = "millrace";
  static final String DEFAULT_MAX_MEMORY = "1200MiB";

  /**
   * Reads and checks everything.
   *
   * @throws InvalidSettingException naming key, value and what is allowed
   */
  static EmbeddedClickHouseConfig from(Settings settings) {
    Credentials credentials =
        new Credentials(settings.text(USER, DEFAULT_USER), settings.secret(PASSWORD));
    return new EmbeddedClickHouseConfig(
        front(settings, credentials),
        Path.of(settings.text(DATA_DIR)),
        maxMemory(settings.text(MAX_MEMORY, DEFAULT_MAX_MEMORY)));
  }

  private static HttpFrontConfig front(Settings settings, Credentials credentials) {
    Exposure exposure =
        settings.flag(ALLOW_REMOTE, false) ? Exposure.NETWORK : Exposure.LOOPBACK_ONLY;
    String host = settings.text(HOST, "127.0.0.1");
    try {
      return new HttpFrontConfig(host, settings.port(PORT, DEFAULT_PORT), credentials, exposure);
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(
          HOST, host, "a loopback address, as 127.0.0.1: " + e.getMessage());
    }
  }

  private static MemorySize maxMemory(String text) {
    String allowed = "bytes, or a number with KiB, MiB or GiB, at least 256MiB";
    try {
      MemorySize size = MemorySize.parse(text);
      if (size.bytes() >= EngineConfig.MIN_MEMORY_BYTES) {
        return size;
      }
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(MAX_MEMORY, text, allowed);
    }
    throw new InvalidSettingException(MAX_MEMORY, text, allowed);
  }
}
