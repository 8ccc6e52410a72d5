package io.millrace.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What our services are told, held against their sources: nothing that nobody reads, everything
 * without which they do not start.
 */
class ProcessSettingsTest {

  private static final Pattern NAME = Pattern.compile("\"(MILLRACE_[A-Z0-9_]+)\"");

  /** {@code settings.text("X")} without a fallback, and every secret. */
  private static final Pattern REQUIRED =
      Pattern.compile("settings\\s*\\.(?:text|secret)\\(\\s*\"(MILLRACE_[A-Z0-9_]+)\"\\s*\\)");

  /** Read only by a command that the containers do not run: flights from the network. */
  private static final Set<String> OF_OTHER_COMMANDS = Set.of("MILLRACE_OPENSKY_CLIENT_SECRET");

  private final ComposeFile compose = ComposeFile.withDefaults();

  static Set<String> services() {
    return ComposeFile.withDefaults().built().keySet();
  }

  @ParameterizedTest
  @MethodSource("services")
  void areAllRead(String service) {
    Set<String> read = read(compose.built().get(service));
    assertThat(read).isNotEmpty();
    assertThat(compose.environment(service).keySet()).isSubsetOf(read);
  }

  @ParameterizedTest
  @MethodSource("services")
  void includeWhatIsRequired(String service) {
    if (service.equals("spark-master") || service.startsWith("spark-worker")) {
      // Spark's own programs; spark.sh says what is missing.
      return;
    }
    Set<String> required = new TreeSet<>();
    if (service.equals("gateway-keys")) {
      required.add("MILLRACE_GATEWAY_API_KEYS_FILE");
    } else {
      required.addAll(required(compose.built().get(service)));
    }
    assertThat(required).as("has to be told something").isNotEmpty();
    assertThat(compose.environment(service).keySet()).containsAll(required);
  }

  @Test
  void areThoseOfTheLocalStack() {
    // ProcessEnvironment is what the embedded stack gives: the containers leave none of it out.
    String source =
        Project.read(
            Project.HOME.resolve(
                "local-stack/src/main/java/io/millrace/local/stack/ProcessEnvironment.java"));
    Map<String, String> methods =
        Map.of(
            "bridge", "bridge", "spark", "spark", "gateway", "gateway", "simulator", "simulator");
    methods.forEach(
        (method, service) -> {
          Set<String> given = new TreeSet<>();
          String body = body(source, method);
          given.addAll(names(body));
          for (String part : List.of("postgres", "kafka", "clickHouse", "s3")) {
            if (body.contains(part + "()")) {
              given.addAll(names(body(source, part)));
            }
          }
          // Plain HTTP is what a container speaks anyway.
          given.removeIf(name -> name.contains("_TLS_"));
          assertThat(given).isNotEmpty();
          assertThat(compose.environment(service).keySet()).as(service).containsAll(given);
        });
  }

  private static String body(String source, String method) {
    int begin = source.indexOf(" " + method + "() {");
    assertThat(begin).as(method).isPositive();
    return source.substring(begin, source.indexOf("\n  }", begin));
  }

  /** Every setting that a module or one of its class path's names. */
  private static Set<String> read(String module) {
    Set<String> read = new TreeSet<>();
    for (Path file : sources(module)) {
      read.addAll(names(Project.read(file)));
    }
    if (module.equals("postgres-init")) {
      // The name of a role's setting is made of the role's.
      NAME_OF_ROLE
          .matcher(Project.read(sources(module).get(0)))
          .results()
          .forEach(
              role ->
                  read.add(
                      "MILLRACE_POSTGRES_" + role.group(1).toUpperCase(Locale.ROOT) + "_PASSWORD"));
    }
    if (module.equals("quarkus-gateway")) {
      read.addAll(GatewaySettings.all());
    }
    if (module.equals("job-scheduler")) {
      read.addAll(SchedulerSettings.all());
      // Its steps inherit what it is given.
      read.addAll(read("spark-processors"));
    }
    if (module.equals("spark-processors")) {
      Pattern.compile("\\$\\{([A-Z_]+)[:?-]")
          .matcher(Project.read(Project.COMPOSE.resolve("image/spark.sh")))
          .results()
          .forEach(use -> read.add(use.group(1)));
    }
    return read;
  }

  private static final Pattern NAME_OF_ROLE = Pattern.compile("\"millrace_([a-z]+)\"");

  private static Set<String> required(String module) {
    Set<String> required = new TreeSet<>();
    if (module.equals("quarkus-gateway")) {
      return GatewaySettings.required();
    }
    if (module.equals("job-scheduler")) {
      return SchedulerSettings.required();
    }
    for (Path file : sources(module)) {
      if (file.endsWith("KeyTool.java")) {
        continue;
      }
      REQUIRED.matcher(Project.read(file)).results().forEach(use -> required.add(use.group(1)));
    }
    if (module.equals("postgres-init")) {
      NAME_OF_ROLE
          .matcher(Project.read(sources(module).get(0)))
          .results()
          .forEach(
              role ->
                  required.add(
                      "MILLRACE_POSTGRES_" + role.group(1).toUpperCase(Locale.ROOT) + "_PASSWORD"));
    }
    required.removeAll(OF_OTHER_COMMANDS);
    return required;
  }

  private static Set<String> names(String text) {
    return NAME.matcher(text)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** A module's sources, its own first, then those of service-runtime. */
  private static List<Path> sources(String module) {
    List<Path> files = new ArrayList<>();
    for (String of : List.of(module, "service-runtime")) {
      Path folder = Project.HOME.resolve(of).resolve("src/main/java");
      assertThat(Files.isDirectory(folder)).isTrue();
      List<Path> found = new ArrayList<>(Project.files(folder, ".java"));
      found.removeIf(file -> file.endsWith("package-info.java"));
      files.addAll(found);
    }
    return files;
  }
}
