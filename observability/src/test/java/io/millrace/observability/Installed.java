package io.millrace.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.runtime.ModuleClasspath;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The programs of the machine, and this module's files. */
final class Installed {

  static final Path HOME = ModuleClasspath.home().resolve("observability");

  private Installed() {}

  /**
   * A program on the PATH; the test is skipped where there is none, unless
   * MILLRACE_MONITORING_REQUIRED forbids that.
   */
  static String program(String... names) {
    Optional<String> found =
        Stream.of(System.getenv("PATH").split(Pattern.quote(File.pathSeparator), -1))
            .flatMap(folder -> Stream.of(names).map(name -> Path.of(folder, name)))
            .filter(Files::isExecutable)
            .map(Path::toString)
            .findFirst();
    String missing =
        "none of "
            + List.of(names)
            + " is installed: apt-get install prometheus prometheus-alertmanager";
    if (Boolean.parseBoolean(System.getenv("MILLRACE_MONITORING_REQUIRED"))) {
      assertThat(found).as(missing).isPresent();
    }
    assumeTrue(found.isPresent(), missing);
    return found.orElseThrow();
  }

  /** The end of a program. */
  record Result(int code, String output) {}

  static Result run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("MILLRACE_"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }

  static List<Path> files(String folder) throws IOException {
    List<Path> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(HOME.resolve(folder))) {
      files.sorted().forEach(all::add);
    }
    return all;
  }
}
