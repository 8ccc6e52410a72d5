package io.millrace.benchmarks.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** What a process and its children have used, from {@code /proc}. */
final class ProcessMeter {

  private static final String PEAK = "VmHWM:";

  private ProcessMeter() {}

  /** CPU time so far, in steps of the kernel's clock tick (10 ms); zero once it has ended. */
  static Duration cpu(long pid) {
    return tree(pid)
        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** The largest resident set so far, MiB. */
  static long peakMebibytes(long pid) {
    return tree(pid).mapToLong(process -> peakKibibytes(process.pid())).sum() / 1024;
  }

  private static Stream<ProcessHandle> tree(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()));
  }

  private static long peakKibibytes(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
      return lines
          .filter(line -> line.startsWith(PEAK))
          .mapToLong(
              line -> Long.parseLong(line.substring(PEAK.length()).replace("kB", "").strip()))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      // It has ended.
      return 0;
    }
  }
}
