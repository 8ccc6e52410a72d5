package io.millrace.local.monitoring;

import io.millrace.local.stack.Component;
import io.millrace.local.stack.StackAddresses;
import io.millrace.local.stack.StackOptions;
import io.millrace.local.stack.StackStartException;
import io.millrace.local.stack.StateFolder;
import io.millrace.runtime.ChildProcess;
import io.millrace.runtime.ModuleClasspath;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How Prometheus and Alertmanager are run beside a stack: with the files of {@code observability/},
 * as containers are, and the addresses that this stack really has.
 */
public final class MonitoringProcesses {

  /** A key of the gateway's, with the role read; needed once there are keys. */
  public static final String GATEWAY_KEY = "MILLRACE_MONITORING_KEY";

  private static final String RETENTION = "15d";
  private static final String RETENTION_SIZE = "512MB";
  private static final String PROMETHEUS_MEMORY = "192MiB";
  private static final String ALERTMANAGER_MEMORY = "64MiB";

  private final MonitoringPrograms programs;
  private final StateFolder folder;
  private final StackAddresses addresses;
  private final StackOptions options;
  private final Map<String, String> environment;

  /**
   * @param options say which parts there are to watch
   * @param environment holds the receivers of alerts, and the gateway's key
   */
  public MonitoringProcesses(
      MonitoringPrograms programs,
      StateFolder folder,
      StackAddresses addresses,
      StackOptions options,
      Map<String, String> environment) {
    this.programs = programs;
    this.folder = folder;
    this.addresses = addresses;
    this.options = options;
    this.environment = Map.copyOf(environment);
  }

  /**
   * Checks what can be checked before a start.
   *
   * @throws StackStartException if the gateway would turn Prometheus away
   */
  public static void requireKey(StateFolder folder, Map<String, String> environment)
      throws StackStartException {
    if (Files.exists(folder.apiKeys()) && environment.getOrDefault(GATEWAY_KEY, "").isBlank()) {
      throw new StackStartException(
          "the gateway asks for API keys, and Prometheus has none: make one with \"./millrace keys"
              + " create prometheus --role read\" and put it into "
              + GATEWAY_KEY);
    }
  }

  /** Writes Prometheus's configuration anew and says how it is run. */
  public ChildProcess.Spec prometheus() throws IOException {
    Path scratch = Files.createDirectories(folder.scratch(Component.PROMETHEUS));
    Path source = ModuleClasspath.home().resolve("observability/prometheus");
    copy(source.resolve("prometheus.yml"), scratch.resolve("prometheus.yml"));
    // One that a former release had would still be read.
    deleteFiles(scratch.resolve("rules"));
    try (Stream<Path> rules = Files.list(source.resolve("rules"))) {
      for (Path file : rules.toList()) {
        copy(file, scratch.resolve("rules").resolve(Objects.requireNonNull(file.getFileName())));
      }
    }
    writeTargets(scratch.resolve("targets"));
    writeSecret(
        scratch.resolve("secrets/gateway-key"), environment.getOrDefault(GATEWAY_KEY, "").strip());
    Path data = Files.createDirectories(folder.data(Component.PROMETHEUS));
    return spec(
        Component.PROMETHEUS,
        scratch,
        List.of(
            programs.prometheus().toString(),
            "--config.file=" + scratch.resolve("prometheus.yml"),
            "--storage.tsdb.path=" + data,
            "--storage.tsdb.retention.time=" + RETENTION,
            "--storage.tsdb.retention.size=" + RETENTION_SIZE,
            "--web.listen-address=" + addresses.prometheus().getAuthority(),
            "--log.level=warn"),
        Map.of("GOMEMLIMIT", PROMETHEUS_MEMORY));
  }

  /** Says how Alertmanager is run; the script writes its configuration. */
  public ChildProcess.Spec alertmanager() throws IOException {
    Path scratch = Files.createDirectories(folder.scratch(Component.ALERTMANAGER));
    Path data = Files.createDirectories(folder.data(Component.ALERTMANAGER));
    Map<String, String> variables = new TreeMap<>();
    environment.forEach(
        (name, value) -> {
          if (name.startsWith("MILLRACE_ALERT_")) {
            variables.put(name, value);
          }
        });
    variables.put("MILLRACE_ALERTMANAGER_CONFIG", scratch.resolve("alertmanager.yml").toString());
    variables.put("GOMEMLIMIT", ALERTMANAGER_MEMORY);
    return spec(
        Component.ALERTMANAGER,
        scratch,
        List.of(
            "sh",
            ModuleClasspath.home().resolve("observability/alertmanager/alertmanager.sh").toString(),
            programs.alertmanager().orElseThrow().toString(),
            "--storage.path=" + data,
            "--data.retention=120h",
            "--web.listen-address=" + addresses.alertmanager().getAuthority(),
            // No cluster: it would listen on every address.
            "--cluster.listen-address=",
            "--log.level=warn"),
        variables);
  }

  private ChildProcess.Spec spec(
      Component component, Path scratch, List<String> program, Map<String, String> variables)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("sh", "-c", superviseScript(), component.id()));
    command.addAll(program);
    return new ChildProcess.Spec(
        component.id(), command, variables, scratch, folder.log(component));
  }

  private void writeTargets(Path targets) throws IOException {
    deleteFiles(targets);
    Files.createDirectories(targets);
    Map<Component, URI> watched = new EnumMap<>(Component.class);
    watched.put(Component.BRIDGE, addresses.bridge());
    watched.put(Component.SPARK, addresses.spark());
    watched.put(Component.GATEWAY, addresses.gateway());
    watched.put(Component.SCHEDULER, addresses.scheduler());
    watched.put(Component.SIMULATOR, addresses.simulator());
    watched.put(Component.PROMETHEUS, addresses.prometheus());
    watched.put(Component.ALERTMANAGER, addresses.alertmanager());
    watched.keySet().retainAll(options.components());
    for (Map.Entry<Component, URI> target : watched.entrySet()) {
      writeTarget(targets, target.getKey().id(), target.getValue());
    }
    writeTarget(targets, "stack", addresses.stack());
  }

  private static void writeTarget(Path targets, String job, URI address) throws IOException {
    Files.writeString(
        targets.resolve(job + ".yml"), "- targets: ['" + address.getAuthority() + "']\n");
  }

  private static void writeSecret(Path file, String secret) throws IOException {
    Files.createDirectories(file.resolveSibling("."));
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, secret);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.resolveSibling("."));
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void deleteFiles(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static String superviseScript() throws IOException {
    try (InputStream script =
        Objects.requireNonNull(MonitoringProcesses.class.getResourceAsStream("supervise.sh"))) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
