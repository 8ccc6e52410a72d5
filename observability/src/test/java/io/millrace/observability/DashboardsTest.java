package io.millrace.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The provisioned dashboards as files; what they ask is asked by MonitoringIT. */
class DashboardsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private record Panel(String where, JsonNode json) {}

  @Test
  void areTheSixThatAreProvisioned() throws IOException {
    Map<String, String> uids = new HashMap<>();
    for (Path file : Installed.files("grafana/dashboards")) {
      JsonNode dashboard = JSON.readTree(file.toFile());
      assertThat(uids.put(dashboard.path("uid").asText(), file.toString())).isNull();
      assertThat(dashboard.path("title").asText()).isNotBlank();
      assertThat(dashboard.path("description").asText()).isNotBlank();
    }
    assertThat(uids)
        .containsOnlyKeys(
            "millrace-overview",
            "millrace-cdc",
            "millrace-spark",
            "millrace-telecom",
            "millrace-flights",
            "millrace-jvm");
  }

  @Test
  void panelsLieBesideEachOtherWithinTheGrid() throws IOException {
    Map<String, Set<String>> taken = new HashMap<>();
    for (Panel panel : panels()) {
      JsonNode place = panel.json().path("gridPos");
      Set<String> cells =
          taken.computeIfAbsent(panel.where().split("/", 2)[0], dashboard -> new HashSet<>());
      assertThat(place.path("x").asInt() + place.path("w").asInt())
          .as(panel.where())
          .isBetween(1, 24);
      for (int x = 0; x < place.path("w").asInt(); x++) {
        for (int y = 0; y < place.path("h").asInt(); y++) {
          String cell = (place.path("x").asInt() + x) + "," + (place.path("y").asInt() + y);
          assertThat(cells.add(cell)).as(panel.where() + " covers " + cell).isTrue();
        }
      }
    }
  }

  @Test
  void everyPanelSaysWhatItShowsInWhichUnit() throws IOException {
    for (Panel panel : panels()) {
      if (!panel.json().path("type").asText().equals("row")) {
        assertThat(panel.json().path("description").asText()).as(panel.where()).isNotBlank();
        assertThat(panel.json().at("/fieldConfig/defaults/unit").asText())
            .as(panel.where())
            .isNotBlank();
        assertThat(panel.json().path("targets")).as(panel.where()).isNotEmpty();
      }
    }
  }

  @Test
  void everyRunbookThatIsNamedIsThere() throws IOException {
    for (Panel panel : panels()) {
      Matcher runbook =
          Pattern.compile("docs/runbooks/\\w+\\.md")
              .matcher(panel.json().path("description").asText());
      while (runbook.find()) {
        assertThat(Installed.HOME.resolve("..").resolve(runbook.group())).exists();
      }
    }
  }

  @Test
  void everyDatasourceIsOneThatIsProvisioned() throws IOException {
    String provisioned =
        Files.readString(Installed.HOME.resolve("grafana/provisioning/datasources/millrace.yml"));
    for (Panel panel : panels()) {
      for (JsonNode target : panel.json().path("targets")) {
        JsonNode datasource = target.path("datasource");
        assertThat(provisioned)
            .contains("uid: " + datasource.path("uid").asText() + "\n")
            .contains("type: " + datasource.path("type").asText() + "\n");
      }
    }
  }

  private static List<Panel> panels() throws IOException {
    List<Panel> panels = new ArrayList<>();
    for (Path file : Installed.files("grafana/dashboards")) {
      for (JsonNode panel : JSON.readTree(file.toFile()).path("panels")) {
        panels.add(new Panel(file.getFileName() + "/" + panel.path("title").asText(), panel));
      }
    }
    return panels;
  }
}
