package io.millrace.local.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * How much memory processes hold, by Linux's proportional set size: memory that several share
 * (PostgreSQL's buffers) counts once.
 */
public final class ProcessMemory {

  private ProcessMemory() {}

  /** Bytes of a process and all below it; 0 if there is no such process, or it cannot be told. */
  public static long ofTree(long pid) {
    return ProcessHandle.of(pid)
        .map(
            process ->
                Stream.concat(Stream.of(process), process.descendants())
                    .mapToLong(each -> of(each.pid()))
                    .sum())
        .orElse(0L);
  }

  /** Bytes of one process; 0 if there is no such process, or it cannot be told. */
  public static long of(long pid) {
    Path file = Path.of("/proc", Long.toString(pid), "smaps_rollup");
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith("Pss:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .sum();
    } catch (IOException | java.io.UncheckedIOException e) {
      return 0;
    }
  }
}
