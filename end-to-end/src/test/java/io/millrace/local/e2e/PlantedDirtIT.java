package io.millrace.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Files with planted dirt, generated and cleaned by the commands that people use. */
class PlantedDirtIT {

  @RegisterExtension static final RunningPlatform platform = new RunningPlatform();

  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonNode report;

  @Test
  void isFoundExactlyAndTheRestIsWhatClickHouseMakesOfTheSameLines() throws Exception {
    Path lines = platform.file("planted");
    Path reports = platform.file("reports");
    platform.simulate(
        "generate",
        "--out",
        lines.toString(),
        "--size",
        "12MB",
        "--file-size",
        "2MB",
        "--seed",
        "11",
        "--start",
        "2026-01-30T23:30:00Z",
        "--subscribers",
        "5000",
        "--dirt",
        "all=0.01",
        "--long-lines",
        "2",
        "--long-line-size",
        "1200kB");

    platform.batch("events-clean", lines.toString(), "--report-to", reports.toString());

    report = JSON.readTree(reports.resolve("report.json").toFile());
    JsonNode planted = JSON.readTree(lines.resolve("telecom-events.planted.json").toFile());
    Map<String, Long> found = new HashMap<>();
    report
        .get("rules")
        .forEach(rule -> found.put(rule.get("name").asText(), number(rule, "lines")));
    planted
        .get("planted")
        .fields()
        .forEachRemaining(
            kind ->
                assertThat(found.get(kind.getKey()))
                    .as(kind.getKey())
                    .isEqualTo(kind.getValue().asLong()));
    assertThat(planted.get("planted")).hasSize(26).noneMatch(count -> count.asLong() == 0);
    assertThat(found.get("unknown_field")).as("what makes lines long").isEqualTo(2);
    assertThat(number(report, "/lines/read")).isEqualTo(number(planted, "lines"));
    long kept = number(report, "/lines/kept");
    long quarantined = number(report, "/lines/quarantined");
    assertThat(kept + quarantined + number(report, "/lines/dropped"))
        .as("each line, and the empty file")
        .isEqualTo(number(planted, "lines") + 1);
    Map<String, Long> byFile = new HashMap<>();
    report
        .get("input_files")
        .forEach(file -> byFile.put(file.get("name").asText(), number(file, "read")));
    planted
        .get("files")
        .forEach(
            file ->
                assertThat(byFile.get(file.get("name").asText()))
                    .as(file.get("name").asText())
                    .isEqualTo(number(file, "lines")));

    StackProbe probe = platform.probe();
    assertThat(probe.count("SELECT count() FROM " + parquet("quarantine"))).isEqualTo(quarantined);
    assertThat(probe.count("SELECT uniqExact(event_id) FROM " + parquet("events"))).isEqualTo(kept);
    assertThat(
            probe.texts(
                "SELECT concat("
                    + IndependentCleaning.FINGERPRINT
                    + ") FROM "
                    + parquet("events")
                    + " WHERE event_id NOT IN (SELECT id FROM ("
                    + IndependentCleaning.REPEATED.formatted(lines)
                    + ")) GROUP BY event_type ORDER BY event_type"))
        .hasSize(4)
        .isEqualTo(
            probe.texts(
                "SELECT concat("
                    + IndependentCleaning.FINGERPRINT
                    + ") FROM ("
                    + IndependentCleaning.SQL.formatted(lines)
                    + ") GROUP BY event_type ORDER BY event_type"));
  }

  private static long number(JsonNode node, String field) {
    return (field.startsWith("/") ? node.at(field) : node.get(field)).asLong();
  }

  /** The files of a table, as the report names them. */
  private String parquet(String table) {
    List<String> paths = new ArrayList<>();
    report
        .get("output_files")
        .forEach(
            file -> {
              if (file.get("table").asText().equals(table)) {
                paths.add(file.get("path").asText().substring("s3a://processed-data/".length()));
              }
            });
    return platform
        .probe()
        .parquet(paths.stream().collect(Collectors.joining(",", "processed-data/{", "}")));
  }
}
