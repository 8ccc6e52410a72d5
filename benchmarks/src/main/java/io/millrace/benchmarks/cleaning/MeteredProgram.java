package io.millrace.benchmarks.cleaning;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * Runs another program's {@code main} and writes what the process used by then: its own figures, so
 * that nothing is lost between the last look from outside and its end.
 *
 * <p>Arguments: the file to write, the class, its arguments.
 */
public final class MeteredProgram {

  private static final String PEAK = "VmHWM:";

  private MeteredProgram() {}

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    Path figures = Path.of(arguments[0]);
    long began = System.nanoTime();
    Method program = Class.forName(arguments[1]).getMethod("main", String[].class);
    program.invoke(null, (Object) Arrays.copyOfRange(arguments, 2, arguments.length));
    double wall = (System.nanoTime() - began) / 1e9;
    Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    Files.writeString(
        figures,
        String.format(Locale.ROOT, "%.2f %.2f %d", cpu.toMillis() / 1e3, wall, peakMebibytes()));
  }

  private static long peakMebibytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith(PEAK)) {
        return Long.parseLong(line.substring(PEAK.length()).replace("kB", "").strip()) / 1024;
      }
    }
    throw new IOException("/proc/self/status has no " + PEAK);
  }
}
