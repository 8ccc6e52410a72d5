package io.millrace.spark.batch;

import io.millrace.runtime.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where the reports of this process's runs are written as JSON: what {@code --report} names, or
 * {@code MILLRACE_BATCH_REPORT}; nowhere if neither is given. A report appears whole.
 */
final class ReportFile {

  private static final AtomicReference<@Nullable Path> GIVEN = new AtomicReference<>();

  private ReportFile() {}

  /** What the command line names. */
  static void give(Path file) {
    GIVEN.set(file.toAbsolutePath());
  }

  /**
   * Writes a report over the one before.
   *
   * @throws BatchException if the file cannot be written
   */
  static void write(RunReport report) {
    Optional<Path> given =
        Optional.ofNullable(GIVEN.get())
            .or(() -> Settings.fromEnvironment().find("MILLRACE_BATCH_REPORT").map(Path::of));
    if (given.isEmpty()) {
      return;
    }
    Path file = given.get().toAbsolutePath();
    Path aside = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.writeString(aside, report.json() + "\n");
      Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new BatchException(
          "--report is " + file + "; it cannot be written: " + e + "; name a file in a folder", e);
    }
  }
}
