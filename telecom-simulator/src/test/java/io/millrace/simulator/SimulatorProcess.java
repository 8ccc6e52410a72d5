package io.millrace.simulator;

import io.millrace.runtime.ModuleClasspath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The simulator as users run it: a process of its own, with its settings in the environment. */
final class SimulatorProcess implements AutoCloseable {

  private final Process process;
  private final Path out;
  private final Path err;

  private SimulatorProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  static SimulatorProcess start(Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // As much as the local stack gives it.
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-cp",
                ModuleClasspath.of("telecom-simulator"),
                TelecomSimulator.class.getName()));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "out", ".log");
    Path err = Files.createTempFile(folder, "err", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(key -> key.startsWith("MILLRACE_"));
    builder.environment().putAll(environment);
    return new SimulatorProcess(builder.start(), out, err);
  }

  int exitCode() throws InterruptedException {
    if (!process.waitFor(90, TimeUnit.SECONDS)) {
      throw new IllegalStateException("still running after 90 s: " + out() + err());
    }
    return process.exitValue();
  }

  void terminate() {
    process.destroy();
  }

  void endStandardInput() throws IOException {
    process.getOutputStream().close();
  }

  String out() {
    return text(out);
  }

  String err() {
    return text(err);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
