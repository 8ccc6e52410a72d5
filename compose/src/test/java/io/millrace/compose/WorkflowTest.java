package io.millrace.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What a hosting platform runs for our users, as far as it can be judged without running it. */
class WorkflowTest {

  private static final Path FOLDER = Project.HOME.resolve(".github");

  private final Map<String, Object> workflow = Project.yaml(FOLDER.resolve("workflows/ci.yml"));
  private final Map<String, Object> jobs = ComposeFile.mapping(workflow.get("jobs"));

  @Test
  void mayDoNoMoreThanRead() {
    assertThat(workflow.get("permissions")).isEqualTo(Map.of("contents", "read"));
    assertThat(workflow).containsKey("concurrency");
    for (Object job : jobs.values()) {
      assertThat(ComposeFile.mapping(job)).containsKey("timeout-minutes");
      assertThat(ComposeFile.mapping(job)).doesNotContainKey("permissions");
    }
  }

  @Test
  void usesActionsOfOneCommitEach() {
    List<String> uses =
        steps().filter(s -> s.containsKey("uses")).map(s -> s.get("uses").toString()).toList();
    assertThat(uses).isNotEmpty().allMatch(use -> use.matches("actions/[a-z-]+@[0-9a-f]{40}"));
    String text = Project.read(FOLDER.resolve("workflows/ci.yml"));
    assertThat(Pattern.compile("uses: \\S+ # v[0-9.]+").matcher(text).results().count())
        .as("each says which version that is")
        .isEqualTo(uses.size());
  }

  @Test
  void runsWhatIsThere() {
    Set<String> scripts = new TreeSet<>();
    steps()
        .filter(step -> step.containsKey("run"))
        .forEach(
            step ->
                Pattern.compile("(?:^|\\s)((?:compose|\\.)/[a-z./-]+)")
                    .matcher(step.get("run").toString())
                    .results()
                    .forEach(use -> scripts.add(use.group(1))));
    assertThat(scripts).contains("compose/new-env.sh", "compose/ask.sh");
    for (String script : scripts) {
      assertThat(Project.HOME.resolve(script)).exists();
      assertThat(!script.endsWith(".sh") || Files.isExecutable(Project.HOME.resolve(script)))
          .as(script)
          .isTrue();
    }
  }

  @Test
  void keepsWhatTestsLeave() {
    Map<String, Object> keep =
        steps()
            .filter(step -> String.valueOf(step.get("uses")).contains("upload-artifact"))
            .findFirst()
            .orElseThrow();
    assertThat(keep.get("if")).isEqualTo("always()");
    assertThat(ComposeFile.mapping(keep.get("with")).get("path").toString())
        .contains("surefire-reports", "failsafe-reports", "screenshots");
  }

  @Test
  void letsNoTestBeSkipped() {
    Set<String> required = new TreeSet<>();
    for (Path file : Project.files(Project.HOME, "IT.java")) {
      Pattern.compile("MILLRACE_[A-Z]+_REQUIRED")
          .matcher(Project.read(file))
          .results()
          .forEach(use -> required.add(use.group()));
    }
    required.add("MILLRACE_COMPOSE_REQUIRED");
    Map<String, Object> verify =
        steps().filter(s -> "Verify".equals(s.get("name"))).findFirst().orElseThrow();
    assertThat(ComposeFile.mapping(verify.get("env")).keySet()).containsAll(required);
  }

  @Test
  void keepsEveryDockerfileUpToDate() {
    Map<String, Object> dependabot = Project.yaml(FOLDER.resolve("dependabot.yml"));
    List<String> kinds = new ArrayList<>();
    for (Object update : (List<?>) dependabot.get("updates")) {
      Map<String, Object> entry = ComposeFile.mapping(update);
      kinds.add(entry.get("package-ecosystem").toString());
      if (entry.get("package-ecosystem").equals("docker")) {
        assertThat((List<?>) entry.get("directories"))
            .map(folder -> folder.toString().substring(1))
            .containsExactlyInAnyOrderElementsOf(Project.PROCESSES);
      }
    }
    assertThat(kinds)
        .containsExactlyInAnyOrder("maven", "github-actions", "docker", "docker-compose");
  }

  private Stream<Map<String, Object>> steps() {
    return jobs.values().stream()
        .flatMap(job -> ((List<?>) ComposeFile.mapping(job).get("steps")).stream())
        .map(ComposeFile::mapping);
  }

  @Test
  void isYamlInEveryFile() {
    for (Path file : Project.files(FOLDER, ".yml")) {
      assertThat((Object) new Yaml().load(Project.read(file))).isNotNull();
    }
  }
}
