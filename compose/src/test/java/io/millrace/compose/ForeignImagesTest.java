package io.millrace.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is used of others' images is in {@code images.yml}, which was held against their pages. */
class ForeignImagesTest {

  private static final Pattern TARGET = Pattern.compile("'([a-z-]+):[0-9]+'");

  private static final Map<String, Object> REVIEWED =
      Project.yaml(Project.COMPOSE.resolve("src/test/resources/images.yml"));

  private final ComposeFile compose = ComposeFile.withDefaults();

  static Set<String> services() {
    ComposeFile compose = ComposeFile.withDefaults();
    Set<String> foreign = new TreeSet<>(compose.services().keySet());
    foreign.removeAll(compose.built().keySet());
    return foreign;
  }

  @Test
  void wereAllReviewed() {
    assertThat(REVIEWED.keySet()).isEqualTo(services());
  }

  @ParameterizedTest
  @MethodSource("services")
  void areUsedAsReviewed(String service) {
    Map<String, Object> reviewed = ComposeFile.mapping(REVIEWED.get(service));
    assertThat(reviewed.get("documentation")).asString().startsWith("https://");
    assertThat(compose.environment(service).keySet())
        .allMatch(name -> matches(list(reviewed, "environment"), name));
    for (String port : compose.texts(service, "ports")) {
      assertThat(list(reviewed, "ports")).contains(port.replaceAll(".*:", ""));
    }
    for (String volume : compose.texts(service, "volumes")) {
      assertThat(list(reviewed, "folders")).contains(volume.split(":", -1)[1]);
    }
    List<String> programs = new ArrayList<>(compose.texts(service, "entrypoint"));
    if (!programs.isEmpty()) {
      programs.removeIf(word -> word.startsWith("/etc/"));
      programs.add(compose.texts(service, "command").get(0));
    }
    List<?> check =
        (List<?>) ComposeFile.mapping(compose.service(service).get("healthcheck")).get("test");
    assertThat(check.get(0)).isEqualTo("CMD");
    programs.add(check.get(1).toString());
    assertThat(list(reviewed, "programs")).containsAll(programs);
  }

  private static boolean matches(List<String> patterns, String name) {
    return patterns.stream()
        .anyMatch(
            pattern ->
                pattern.endsWith("*")
                    ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                    : name.equals(pattern));
  }

  private static List<String> list(Map<String, Object> reviewed, String key) {
    return ((List<?>) reviewed.get(key)).stream().map(String::valueOf).toList();
  }

  @Test
  void areToldWhatGrafanasSourcesNeed() {
    Set<String> needed = new TreeSet<>();
    for (Path file :
        Project.files(Project.HOME.resolve("observability/grafana/provisioning"), ".yml")) {
      Pattern.compile("\\$\\{?(MILLRACE_[A-Z_]+)")
          .matcher(Project.read(file))
          .results()
          .forEach(use -> needed.add(use.group(1)));
    }
    assertThat(needed).isNotEmpty();
    Set<String> given = new TreeSet<>(compose.environment("grafana").keySet());
    given.removeIf(name -> !name.startsWith("MILLRACE_"));
    assertThat(given).isEqualTo(needed);
    String folder =
        Project.first(
            Project.HOME.resolve("observability/grafana/provisioning/dashboards/millrace.yml"),
            "path: (\\S+)");
    assertThat(compose.texts("grafana", "volumes")).anyMatch(v -> v.contains(":" + folder + ":"));
  }

  @Test
  void areAskedForMetricsWhereTheyAre() {
    Path folder = Project.HOME.resolve("observability/prometheus/targets");
    List<Path> files = Project.files(folder, ".yml");
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      List<Object> groups = new org.yaml.snakeyaml.Yaml().load(Project.read(file));
      for (Object group : groups) {
        for (Object target : (List<?>) ComposeFile.mapping(group).get("targets")) {
          String[] parts = target.toString().split(":", -1);
          assertThat(ports(parts[0])).as("%s of %s", target, file.getFileName()).contains(parts[1]);
        }
      }
    }
  }

  @Test
  void watchEveryProcessThatServesMetrics() {
    Set<String> watched = new TreeSet<>();
    for (Path file :
        Project.files(Project.HOME.resolve("observability/prometheus/targets"), ".yml")) {
      TARGET.matcher(Project.read(file)).results().forEach(target -> watched.add(target.group(1)));
    }
    assertThat(watched)
        .contains(
            "bridge",
            "spark",
            "gateway",
            "scheduler",
            "simulator",
            "flights-simulator",
            "clickhouse");
  }

  /** Ports inside of a service's container: published ones, or reviewed ones. */
  private List<String> ports(String service) {
    assertThat(compose.services()).containsKey(service);
    List<String> ports = new ArrayList<>();
    compose.texts(service, "ports").forEach(port -> ports.add(port.replaceAll(".*:", "")));
    if (REVIEWED.containsKey(service)) {
      ports.addAll(list(ComposeFile.mapping(REVIEWED.get(service)), "ports"));
    }
    return ports;
  }
}
