package io.millrace.clickhouse.embedded.engine;

import java.nio.file.Path;

/**
 * Where the engine comes from, where its data is, and what it may use.
 *
 * @param library the {@code libchdb.so}
 * @param dataDirectory kept across restarts; created if absent; one process at a time
 * @param maxMemoryBytes what the whole process may use before queries fail with
 *     MEMORY_LIMIT_EXCEEDED, at least 256 MiB
 */
public record EngineConfig(Path library, Path dataDirectory, long maxMemoryBytes) {

  /** Below this the engine cannot merge its own system tables. */
  public static final long MIN_MEMORY_BYTES = 256L << 20;

  public EngineConfig {
    library = library.toAbsolutePath();
    dataDirectory = dataDirectory.toAbsolutePath();
    if (maxMemoryBytes < MIN_MEMORY_BYTES) {
      throw new IllegalArgumentException(
          "the engine's memory is " + maxMemoryBytes + " bytes; at least " + MIN_MEMORY_BYTES);
    }
  }
}
