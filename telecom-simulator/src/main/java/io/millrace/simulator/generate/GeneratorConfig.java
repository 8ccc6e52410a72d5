package io.millrace.simulator.generate;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A set of files to generate. Equal settings but for folder and threads give equal bytes.
 *
 * @param folder where they go; what an earlier run left there is replaced
 * @param size of all files together, uncompressed, bytes: 100 kB to 1 TB
 * @param fileSize of each at most, uncompressed, bytes: 1 MB and more; there are six files at least
 * @param seed of every random draw
 * @param start of the first event, µs, in 1971 to 2090
 * @param subscribers 1,000 to 1,000,000
 * @param shares how often lines are dirty
 * @param longLines how many lines of {@code longLineBytes} there are; together at most half of the
 *     size
 * @param longLineBytes 1 kB to 1 GB
 * @param threads how many files are written at a time, 1 to 64
 */
public record GeneratorConfig(
    Path folder,
    long size,
    long fileSize,
    long seed,
    Instant start,
    int subscribers,
    Shares shares,
    int longLines,
    int longLineBytes,
    int threads) {

  private static final long LEAST_SIZE = 100_000;
  private static final long MOST_SIZE = 1_000_000_000_000L;
  private static final long LEAST_FILE_SIZE = 1_000_000;
  private static final int LEAST_LONG_LINE = 1_000;
  private static final int MOST_LONG_LINE = 1_000_000_000;
  private static final int MOST_THREADS = 64;
  private static final Instant EARLIEST = Instant.parse("1971-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2090-01-01T00:00:00Z");

  /** Checks every setting. */
  public GeneratorConfig {
    folder = folder.toAbsolutePath().normalize();
    inRange("size", size, LEAST_SIZE, MOST_SIZE);
    inRange("file size", fileSize, LEAST_FILE_SIZE, MOST_SIZE);
    inRange("subscribers", subscribers, 1_000, 1_000_000);
    inRange("long lines", longLines, 0, MOST_LONG_LINE);
    inRange("long line", longLineBytes, LEAST_LONG_LINE, MOST_LONG_LINE);
    inRange("threads", threads, 1, MOST_THREADS);
    if ((long) longLines * longLineBytes > size / 2) {
      throw new IllegalArgumentException(
          longLines
              + " long lines of "
              + longLineBytes
              + " bytes are more than half of "
              + size
              + " bytes; allowed: fewer, shorter, or a larger size");
    }
    if (!start.equals(start.truncatedTo(ChronoUnit.MICROS))
        || start.isBefore(EARLIEST)
        || start.isAfter(LATEST)) {
      throw new IllegalArgumentException(
          "start is " + start + "; allowed: whole microseconds from " + EARLIEST + " to " + LATEST);
    }
  }

  private static void inRange(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is " + value + "; allowed: " + least + " to " + most);
    }
  }
}
