package io.millrace.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.compose.ComposeFile.Variable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code .env.example}: every variable, and no secret. */
class EnvironmentFileTest {

  /** Read by Compose itself. */
  private static final String PROJECT_NAME = "COMPOSE_PROJECT_NAME";

  private static final String SECRET = ".*(PASSWORD|SECRET|SECRET_KEY|ACCESS_KEY|MASKING_KEY)";

  /** Named in a comment: empty unless somebody wants it. */
  private static final Set<String> OPTIONAL =
      Pattern.compile("(?m)^#([A-Z_]+)=$")
          .matcher(Project.read(Project.COMPOSE.resolve(".env.example")))
          .results()
          .map(match -> match.group(1))
          .collect(Collectors.toCollection(TreeSet::new));

  private final Map<String, String> example =
      Project.settings(Project.COMPOSE.resolve(".env.example"));

  @Test
  void namesEveryVariableAndNoOther() {
    Set<String> used =
        ComposeFile.variables().stream()
            .map(Variable::name)
            .collect(Collectors.toCollection(TreeSet::new));
    used.add(PROJECT_NAME);
    Set<String> named = new TreeSet<>(example.keySet());
    named.addAll(OPTIONAL);
    assertThat(named).isEqualTo(used);
  }

  @Test
  void givesTheDefaultsThatTheComposeFileHas() {
    Map<String, String> defaults = new TreeMap<>();
    for (Variable variable : ComposeFile.variables()) {
      variable
          .fallback()
          .ifPresent(
              fallback -> {
                String other = defaults.putIfAbsent(variable.name(), fallback);
                assertThat(other == null || other.equals(fallback)).as(variable.name()).isTrue();
              });
    }
    defaults.forEach(
        (name, fallback) -> {
          if (OPTIONAL.contains(name)) {
            assertThat(fallback).as(name).isEmpty();
          } else {
            assertThat(example).containsEntry(name, fallback);
          }
        });
  }

  @Test
  void knowsNoSecret() {
    for (Variable variable : ComposeFile.variables()) {
      assertThat(variable.required()).as(variable.name()).isEqualTo(isSecret(variable.name()));
    }
    example.forEach(
        (name, value) -> assertThat(value.isEmpty()).as(name).isEqualTo(isSecret(name)));
  }

  @Test
  void writesNoSecretIntoTheComposeFile() {
    ComposeFile compose = ComposeFile.withDefaults();
    for (String service : compose.services().keySet()) {
      compose
          .environment(service)
          .forEach(
              (name, value) -> {
                if (isSecret(name)) {
                  // What is put in is the name of the variable: see ComposeFile.
                  assertThat(value).as(service + " " + name).matches(SECRET);
                }
              });
    }
  }

  @Test
  void isFilledWithASecretOfItsOwnForEach(@TempDir Path folder) throws Exception {
    Files.copy(Project.COMPOSE.resolve(".env.example"), folder.resolve(".env.example"));
    Files.copy(Project.COMPOSE.resolve("new-env.sh"), folder.resolve("new-env.sh"));
    run(folder);
    Map<String, String> first = Project.settings(folder.resolve(".env"));
    run(folder);

    assertThat(Project.settings(folder.resolve(".env"))).as("is left alone").isEqualTo(first);
    assertThat(first.keySet()).isEqualTo(example.keySet());
    Set<String> secrets = new TreeSet<>();
    first.forEach(
        (name, value) -> {
          if (isSecret(name)) {
            assertThat(value).matches("[0-9a-f]{48}");
            secrets.add(value);
          } else {
            assertThat(example).containsEntry(name, value);
          }
        });
    assertThat(secrets).hasSize((int) example.keySet().stream().filter(this::isSecret).count());
    assertThat(Files.getPosixFilePermissions(folder.resolve(".env")))
        .isEqualTo(java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
  }

  private static void run(Path folder) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("bash", folder.resolve("new-env.sh").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("output"))).isZero();
  }

  private boolean isSecret(String name) {
    return name.matches(SECRET);
  }
}
