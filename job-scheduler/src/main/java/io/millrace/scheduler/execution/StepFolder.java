package io.millrace.scheduler.execution;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The files of an attempt at a step. They outlive the scheduler, so that the next one learns how a
 * process ended that was nobody's child any more.
 *
 * @param root the folder
 */
record StepFolder(Path root) {

  private static final int TAIL_BYTES = 8_192;
  private static final int LONGEST_REPORT_BYTES = 1_048_576;

  /** What the process writes to standard output and error. */
  Path log() {
    return root.resolve("log");
  }

  /** Where the step may put a report, JSON. */
  Path report() {
    return root.resolve("report.json");
  }

  /** Spark's settings that others must not see; gone once the process has ended. */
  Path properties() {
    return root.resolve("spark.properties");
  }

  /** The number of its process, which that writes itself. */
  OptionalLong pid() {
    return number(root.resolve("pid"))
        .map(text -> OptionalLong.of(Long.parseLong(text)))
        .orElse(OptionalLong.empty());
  }

  /** When the process noted its number, which is the first that it does. */
  Instant pidNoted() throws IOException {
    return Files.getLastModifiedTime(root.resolve("pid")).toInstant();
  }

  /** How the process ended, if it ended by itself. */
  OptionalInt exitCode() {
    return number(root.resolve("exit"))
        .map(text -> OptionalInt.of(Integer.parseInt(text)))
        .orElse(OptionalInt.empty());
  }

  private static Optional<String> number(Path file) {
    try {
      return Optional.of(Files.readString(file).strip()).filter(text -> text.matches("\\d{1,18}"));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The end of the log, at most 8 kB. */
  String tail() {
    try (RandomAccessFile file = new RandomAccessFile(log().toFile(), "r")) {
      long from = Math.max(0, file.length() - TAIL_BYTES);
      byte[] bytes = new byte[(int) (file.length() - from)];
      file.seek(from);
      file.readFully(bytes);
      // PostgreSQL's texts hold every character but this one.
      return new String(bytes, StandardCharsets.UTF_8).replace("\0", "");
    } catch (IOException e) {
      return "(its log cannot be read: " + e.getMessage() + ")";
    }
  }

  /** The report, unchecked; empty if there is none. */
  Optional<String> reportText() throws IOException {
    if (!Files.exists(report())) {
      return Optional.empty();
    }
    if (Files.size(report()) > LONGEST_REPORT_BYTES) {
      throw new IOException(
          report() + " has " + Files.size(report()) + " bytes; allowed: " + LONGEST_REPORT_BYTES);
    }
    return Optional.of(Files.readString(report()));
  }
}
