package io.millrace.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.compose.Dockerfile.Instruction;
import io.millrace.local.stack.CommandLines;
import io.millrace.local.stack.Component;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The images: how they are built, and that they start what the local stack starts. */
class DockerfileTest {

  static List<String> modules() {
    return Project.PROCESSES;
  }

  @Test
  void isThereForEachServiceOfOurs() {
    ComposeFile compose = ComposeFile.withDefaults();
    assertThat(compose.built().values()).containsAll(Project.PROCESSES);
    assertThat(Project.PROCESSES).containsAll(compose.built().values());
    compose
        .built()
        .forEach(
            (service, module) -> {
              Map<String, Object> build =
                  ComposeFile.mapping(compose.service(service).get("build"));
              assertThat(Project.COMPOSE.resolve(build.get("context").toString()).normalize())
                  .isEqualTo(Project.HOME);
              assertThat(Dockerfile.of(module).file()).isRegularFile();
            });
  }

  @ParameterizedTest
  @MethodSource("modules")
  void isBuiltOnceForAll(String module) {
    assertThat(Dockerfile.of(module).building())
        .isEqualTo(Dockerfile.of(Project.PROCESSES.get(0)).building());
  }

  @Test
  void buildsExactlyTheModulesThatRun() {
    String all = String.join(",", Project.PROCESSES);
    List<String> runs =
        Dockerfile.of("cdc-bridge").building().stream()
            .filter(i -> i.word().equals("RUN") && i.rest().startsWith("mvn"))
            .map(Instruction::rest)
            .toList();
    assertThat(runs).hasSize(2).allMatch(run -> run.contains("--projects " + all + " "));
  }

  @ParameterizedTest
  @MethodSource("modules")
  void pinsItsImages(String module) {
    List<Instruction> from =
        Dockerfile.of(module).instructions().stream().filter(i -> i.word().equals("FROM")).toList();
    assertThat(from).hasSize(4);
    assertThat(from.get(0).words().get(0)).matches("maven:3\\.[0-9.]+-eclipse-temurin-17");
    assertThat(from.get(3).words().get(0))
        .matches("eclipse-temurin:17\\.0\\.[0-9]+_[0-9]+-jre-noble");
  }

  @ParameterizedTest
  @MethodSource("modules")
  void runsAsAUserOfItsOwn(String module) {
    Dockerfile dockerfile = Dockerfile.of(module);
    assertThat(dockerfile.last("USER").orElseThrow().rest()).isEqualTo("10001:10001");
    int user = dockerfile.runtime().indexOf(dockerfile.last("USER").orElseThrow());
    assertThat(dockerfile.runtime().subList(user, dockerfile.runtime().size()))
        .as("nothing is changed after it")
        .noneMatch(i -> i.word().equals("RUN") || i.word().equals("COPY"));
  }

  @ParameterizedTest
  @MethodSource("modules")
  void copiesWhatIsThereAfterTheBuild(String module) {
    for (Instruction copy : Dockerfile.of(module).all("COPY")) {
      List<String> words = copy.words();
      if (!words.get(0).equals("--from=build")) {
        assertThat(Project.HOME.resolve(words.get(0))).isRegularFile();
        assertThat(Files.isExecutable(Project.HOME.resolve(words.get(0)))).isTrue();
      } else if (words.get(1).startsWith("/src/")) {
        assertThat(Project.HOME.resolve(words.get(1).substring(5))).isNotEmptyDirectory();
      } else {
        String copied = words.get(1).replaceAll("^/out/|/$", "");
        // The scheduler has Spark beside it.
        assertThat(copied).isIn(module, "spark-processors");
        assertThat(Project.HOME.resolve(copied).resolve("target/classpath")).isRegularFile();
      }
    }
  }

  @Test
  void keepsNothingFromTheBuildThatItNeeds() {
    List<String> ignored =
        Project.read(Project.HOME.resolve(".dockerignore"))
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();
    assertThat(ignored).contains(".git", "**/target", ".millrace", "compose/.env");
    // Each module's pom, or Maven does not read the root's; each source; and what images copy.
    for (String module : allModules()) {
      assertThat(ignored).doesNotContain(module, module + "/", "**/pom.xml", "**/src");
    }
    assertThat(ignored).doesNotContain("compose/image", "compose/image/*", "compose/*");
  }

  private static List<String> allModules() {
    return Pattern.compile("<module>([^<]+)<")
        .matcher(Project.read(Project.HOME.resolve("pom.xml")))
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  @Test
  void startsWhatTheLocalStackStarts() {
    assertThat(entry("cdc-bridge")).isEqualTo(local(Component.BRIDGE, "lib/*"));
    assertThat(entry("quarkus-gateway"))
        .isEqualTo(local(Component.GATEWAY, "gateway/quarkus-run.jar"));
    assertThat(entry("job-scheduler"))
        .isEqualTo(local(Component.SCHEDULER, "scheduler/quarkus-run.jar"));
    List<String> simulator = new ArrayList<>(entry("telecom-simulator"));
    simulator.addAll(ComposeFile.withDefaults().texts("simulator", "command"));
    assertThat(simulator).isEqualTo(local(Component.SIMULATOR, "lib/*"));
  }

  /** The local stack's command with the image's places in it. */
  private static List<String> local(Component component, String place) {
    return CommandLines.of(component).stream()
        .map(word -> word.endsWith("/bin/java") ? "java" : word.contains("/target/") ? place : word)
        .toList();
  }

  private static List<String> entry(String module) {
    return Dockerfile.of(module).last("ENTRYPOINT").orElseThrow().list();
  }
}
