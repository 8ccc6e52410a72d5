package io.millrace.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The compose file by itself: a valid one, of which nothing is left to chance. */
class CompositionTest {

  private static final Set<String> ONE_SHOT =
      Set.of("postgres-init", "clickhouse-init", "s3-init", "gateway-keys", "batch");

  private final ComposeFile compose = ComposeFile.withDefaults();

  @TempDir Path folder;

  static Set<String> services() {
    return ComposeFile.withDefaults().services().keySet();
  }

  @ParameterizedTest
  @ValueSource(strings = {"docker-compose.yml", "minio.yml"})
  void keepsTheComposeSpecification(String name) throws Exception {
    ObjectMapper json = new ObjectMapper();
    JsonSchema schema;
    try (InputStream in =
        Objects.requireNonNull(
            CompositionTest.class.getResourceAsStream("/compose-spec/compose_spec.json"))) {
      schema =
          JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V201909)
              .getSchema(withoutIds(json.readTree(in)));
    }

    assertThat(schema.validate(json.valueToTree(Project.yaml(Project.COMPOSE.resolve(name)))))
        .isEmpty();
    assertThat(schema.validate(json.readTree("{\"services\":{\"a\":{\"imagine\":\"b\"}}}")))
        .as("the schema refuses what is wrong")
        .isNotEmpty();
  }

  /** The schema has the word of an older draft, which this draft's validator does not know. */
  private static JsonNode withoutIds(JsonNode node) {
    if (node instanceof ObjectNode object && object.path("id").isTextual()) {
      object.remove("id");
    }
    node.forEach(CompositionTest::withoutIds);
    return node;
  }

  @ParameterizedTest
  @ValueSource(strings = {"docker-compose.yml", "minio.yml"})
  void isTakenByComposeItself(String last) throws Exception {
    List<String> tool = tool();
    Path environment = folder.resolve("env");
    Files.writeString(environment, filledExample());
    List<String> command = new ArrayList<>(tool);
    command.addAll(List.of("--env-file", environment.toString(), "--file"));
    command.add(ComposeFile.FILE.toString());
    if (!last.equals("docker-compose.yml")) {
      command.addAll(List.of("--file", Project.COMPOSE.resolve(last).toString()));
    }
    Outcome accepted = run(with(command, "config", "--quiet"));
    assertThat(accepted.code()).as(accepted.output()).isZero();

    Files.writeString(environment, filledExample().replaceAll("MILLRACE_MASKING_KEY=.*", ""));
    Outcome refused = run(with(command, "config", "--quiet"));
    assertThat(refused.code()).isNotZero();
    assertThat(refused.output()).contains("set it in .env");
  }

  /** The modern plug-in, or the program that came before it. */
  private List<String> tool() throws Exception {
    for (List<String> tool : List.of(List.of("docker", "compose"), List.of("docker-compose"))) {
      try {
        if (run(with(tool, "version")).code() == 0) {
          return tool;
        }
      } catch (java.io.IOException e) {
        // Not installed; the next one may be.
      }
    }
    boolean required = Boolean.parseBoolean(System.getenv("MILLRACE_COMPOSE_REQUIRED"));
    assertThat(required)
        .as("MILLRACE_COMPOSE_REQUIRED is true, but neither docker compose nor docker-compose runs")
        .isFalse();
    assumeTrue(false, "neither docker compose nor docker-compose is installed");
    return List.of();
  }

  private record Outcome(int code, String output) {}

  private static List<String> with(List<String> command, String... arguments) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(arguments));
    return all;
  }

  private Outcome run(List<String> command) throws Exception {
    Path output = folder.resolve("output");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(key -> key.startsWith("MILLRACE_"));
    Process process = builder.start();
    process.getOutputStream().close();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.exitValue(), Files.readString(output));
  }

  /** The example as a user fills it in. */
  private static String filledExample() {
    return Project.settings(Project.COMPOSE.resolve(".env.example")).entrySet().stream()
        .map(e -> e.getKey() + "=" + (e.getValue().isEmpty() ? "filled-in" : e.getValue()))
        .collect(Collectors.joining("\n", "", "\nMINIO_IMAGE=minio:built-here\n"));
  }

  @Test
  void hasEveryPartOfThePlatform() {
    assertThat(compose.services().keySet())
        .contains("postgres", "kafka", "s3", "clickhouse", "bridge", "spark", "gateway")
        .contains("spark-master", "spark-worker-1", "spark-worker-2", "simulator")
        .contains("flights-simulator", "prometheus", "alertmanager", "grafana")
        .containsAll(ONE_SHOT);
  }

  @ParameterizedTest
  @MethodSource("services")
  void boundsWhatEachServiceTakes(String name) {
    Map<String, Object> service = compose.service(name);
    assertThat(service.get("mem_limit")).asString().matches("[0-9]+[mg]");
    assertThat(service.get("networks")).isEqualTo(List.of("millrace"));
    Map<String, Object> logging = ComposeFile.mapping(service.get("logging"));
    assertThat(ComposeFile.mapping(logging.get("options"))).containsKeys("max-size", "max-file");
    assertThat(compose.texts(name, "ports"))
        .allMatch(port -> port.matches("127\\.0\\.0\\.1:[0-9]+:[0-9]+"));
  }

  @ParameterizedTest
  @MethodSource("services")
  void looksAfterEachServiceThatStays(String name) {
    Map<String, Object> service = compose.service(name);
    if (ONE_SHOT.contains(name)) {
      assertThat(service.get("restart")).isEqualTo("no");
      assertThat(service).doesNotContainKey("healthcheck");
      return;
    }
    assertThat(service.get("restart")).isEqualTo("unless-stopped");
    assertThat(service).containsKeys("healthcheck", "stop_grace_period");
    assertThat(ComposeFile.mapping(service.get("healthcheck")))
        .containsKeys("test", "interval", "timeout", "retries", "start_period");
  }

  @ParameterizedTest
  @MethodSource("services")
  void pinsEachImage(String name) {
    Object image = compose.service(name).get("image");
    assertThat(image).asString().matches("[a-z0-9-]+(/[a-z0-9-]+)?:[A-Za-z0-9._-]+");
    assertThat(image).asString().doesNotEndWith(":latest");
  }

  @ParameterizedTest
  @MethodSource("services")
  void waitsForWhatIsReadyOrDone(String name) {
    Map<String, Object> dependencies =
        ComposeFile.mapping(compose.service(name).getOrDefault("depends_on", Map.of()));
    dependencies.forEach(
        (dependency, wait) -> {
          assertThat(compose.services()).containsKey(dependency);
          assertThat(ComposeFile.mapping(wait).get("condition"))
              .as("%s waits for %s", name, dependency)
              .isEqualTo(
                  ONE_SHOT.contains(dependency)
                      ? "service_completed_successfully"
                      : "service_healthy");
        });
  }

  @Test
  void startsInTheOrderOfTheLocalStack() {
    assertThat(before("bridge")).contains("postgres", "postgres-init", "kafka");
    assertThat(before("spark")).contains("bridge", "s3-init", "clickhouse-init");
    assertThat(before("spark")).contains("spark-master", "spark-worker-1", "spark-worker-2");
    assertThat(before("gateway")).contains("clickhouse-init", "gateway-keys");
    assertThat(before("simulator")).contains("postgres-init", "bridge");
    assertThat(before("flights-simulator")).contains("postgres-init", "bridge");
  }

  private Set<String> before(String service) {
    Set<String> all = new TreeSet<>();
    for (String dependency :
        ComposeFile.mapping(compose.service(service).getOrDefault("depends_on", Map.of()))
            .keySet()) {
      all.add(dependency);
      all.addAll(before(dependency));
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("services")
  void mountsWhatIsThere(String name) {
    for (String volume : compose.texts(name, "volumes")) {
      String source = volume.split(":", -1)[0];
      if (source.startsWith(".")) {
        assertThat(Project.COMPOSE.resolve(source)).exists();
        assertThat(volume).endsWith(":ro");
      } else {
        assertThat(compose.top("volumes")).containsKey(source);
      }
    }
  }

  @Test
  void leavesNoVolumeUnused() {
    Set<String> used = new TreeSet<>();
    for (String name : compose.services().keySet()) {
      compose.texts(name, "volumes").forEach(volume -> used.add(volume.split(":", -1)[0]));
    }
    assertThat(used).containsAll(compose.top("volumes").keySet());
  }

  @Test
  void publishesEachPortOnce() {
    List<String> published =
        compose.services().keySet().stream()
            .flatMap(name -> compose.texts(name, "ports").stream())
            .map(port -> port.split(":", -1)[1])
            .toList();
    assertThat(published).doesNotHaveDuplicates().isNotEmpty();
  }
}
