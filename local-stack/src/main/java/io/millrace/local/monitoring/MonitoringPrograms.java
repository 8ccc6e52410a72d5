package io.millrace.local.monitoring;

import io.millrace.local.stack.Component;
import io.millrace.local.stack.StackOptions;
import io.millrace.local.stack.StackStartException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The programs that watch the stack, as this machine has them installed.
 *
 * @param prometheus the server
 * @param alertmanager empty where it is not installed: alerts are then shown by Prometheus alone
 */
public record MonitoringPrograms(Path prometheus, Optional<Path> alertmanager) {

  /** Names a Prometheus that is not on the PATH. */
  public static final String PROMETHEUS = "MILLRACE_PROMETHEUS";

  /** Names an Alertmanager that is not on the PATH. */
  public static final String ALERTMANAGER = "MILLRACE_ALERTMANAGER";

  private static final List<String> PROMETHEUS_NAMES = List.of("prometheus");

  /** Debian has its own name for it. */
  private static final List<String> ALERTMANAGER_NAMES =
      List.of("prometheus-alertmanager", "alertmanager");

  /**
   * Finds them.
   *
   * @param environment PATH, and where the programs are if they are not there
   * @throws StackStartException if there is no Prometheus, or a variable names what cannot be run
   */
  public static MonitoringPrograms require(Map<String, String> environment)
      throws StackStartException {
    Optional<Path> prometheus = find(environment, PROMETHEUS, PROMETHEUS_NAMES);
    return new MonitoringPrograms(
        prometheus.orElseThrow(
            () ->
                new StackStartException(
                    "--monitoring needs Prometheus, and no prometheus is on the PATH: install it,"
                        + " such as with \"apt-get install prometheus prometheus-alertmanager\","
                        + " or set "
                        + PROMETHEUS
                        + " to the program")),
        find(environment, ALERTMANAGER, ALERTMANAGER_NAMES));
  }

  /** The options with these programs as parts of the stack. */
  public StackOptions addTo(StackOptions options) {
    StackOptions more = options.with(Component.PROMETHEUS);
    return alertmanager.isPresent() ? more.with(Component.ALERTMANAGER) : more;
  }

  private static Optional<Path> find(
      Map<String, String> environment, String key, List<String> names) throws StackStartException {
    String named = environment.getOrDefault(key, "");
    if (!named.isEmpty()) {
      Path program = Path.of(named).toAbsolutePath();
      if (!isProgram(program)) {
        throw new StackStartException(
            key + " is " + named + ", which is not a program that may be run: correct it");
      }
      return Optional.of(program);
    }
    return Stream.of(
            environment.getOrDefault("PATH", "").split(Pattern.quote(File.pathSeparator), -1))
        .filter(folder -> !folder.isEmpty())
        .flatMap(folder -> names.stream().map(name -> Path.of(folder, name)))
        .filter(MonitoringPrograms::isProgram)
        .findFirst();
  }

  private static boolean isProgram(Path path) {
    return Files.isRegularFile(path) && Files.isExecutable(path);
  }
}
