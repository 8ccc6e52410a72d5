package io.millrace.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runtime.access.KeyFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MillraceCommandTest {

  @TempDir Path folder;

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final InputStream in = System.in;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();

  @BeforeEach
  void capture() {
    PrintStream captured = new PrintStream(output, true, StandardCharsets.UTF_8);
    System.setOut(captured);
    System.setErr(captured);
  }

  @AfterEach
  void release() {
    System.setOut(out);
    System.setErr(err);
    System.setIn(in);
  }

  @Test
  void givesHelpWithExamplesForEachCommand() {
    for (String command :
        List.of("up", "status", "down", "logs", "simulate", "batch", "audit", "keys", "reset")) {
      output.reset();
      assertThat(MillraceCommand.execute(command, "--help")).as(command).isZero();
      assertThat(text()).contains("Usage: millrace " + command).contains("Example");
    }
  }

  @Test
  void suggestsTheOptionThatWasMeant() {
    assertThat(MillraceCommand.execute("up", "--gatway-port", "1")).isEqualTo(2);
    assertThat(text()).contains("Unknown option").contains("--gateway-port");
  }

  @Test
  void namesWhatIsWrongWithAnOptionBeforeAnythingStarts() {
    assertThat(up("--rate", "0")).isEqualTo(2);
    assertThat(text()).contains("rate is 0; allowed: 1 to 20000");
    output.reset();
    assertThat(up("--gateway-port", "70000")).isEqualTo(2);
    assertThat(text()).contains("--gateway-port is 70000; allowed: 1 to 65535");
    output.reset();
    assertThat(up("--kafka", "broker")).isEqualTo(2);
    assertThat(text()).contains("--kafka is broker; allowed: host:port");
    output.reset();
    assertThat(up("--postgres", "db:5432")).isEqualTo(2);
    assertThat(text()).contains("--postgres needs MILLRACE_POSTGRES_ADMIN_PASSWORD");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void saysThatNothingIsUp() {
    assertThat(run("status")).isEqualTo(3);
    assertThat(text()).contains("Nothing is up with " + folder);
    assertThat(run("down")).isZero();
    assertThat(run("audit")).isEqualTo(1);
    assertThat(text()).contains("nothing is up with " + folder + ": start it with");
  }

  @Test
  void deletesNothingUnlessAnswered() throws Exception {
    Path data = Files.createDirectories(folder.resolve("data"));

    answer("n\n");
    assertThat(run("reset")).isEqualTo(1);
    assertThat(text()).contains("Go on? [y/N]").contains("Nothing was deleted");
    answer("");
    assertThat(run("reset")).isEqualTo(1);
    assertThat(text()).contains("say --yes to delete without asking");
    assertThat(data).exists();

    answer("y\n");
    assertThat(run("reset")).isZero();
    assertThat(data).doesNotExist();
  }

  @Test
  void deletesWithoutAskingWhenToldTo() throws Exception {
    Path data = Files.createDirectories(folder.resolve("data"));

    assertThat(run("reset", "--yes")).isZero();
    assertThat(data).doesNotExist();
  }

  @Test
  void showsTheLastLinesOfALogAndTheNamesThereAre() throws Exception {
    Files.createDirectories(folder.resolve("logs"));
    Files.writeString(folder.resolve("logs/kafka.log"), "one\ntwo\nthree\n");

    assertThat(run("logs", "kafka", "-n", "2")).isZero();
    assertThat(text()).isEqualToNormalizingNewlines("two\nthree\n");
    assertThat(run("logs", "kafak")).isEqualTo(2);
    assertThat(text()).contains("NAME is kafak; allowed: postgres, kafka,");
    output.reset();
    assertThat(run("logs", "spark")).isEqualTo(1);
    assertThat(text()).contains("nothing was written yet");
  }

  @Test
  void makesListsAndRevokesKeysOfTheGateway() throws Exception {
    assertThat(run("keys", "list")).isZero();
    assertThat(text()).contains("There are no keys");

    output.reset();
    assertThat(run("keys", "create", "grafana")).isZero();
    assertThat(run("keys", "create", "operator", "--role", "admin")).isZero();
    String shown = text();
    assertThat(shown).containsPattern("(?m)^mlr_[A-Za-z0-9_-]{43}$").contains("Keep it");
    Path file = folder.resolve("api-keys");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file))
        .containsPattern("(?m)^grafana read \\S+Z [0-9a-f]{64}$")
        .doesNotContain("mlr_");

    output.reset();
    assertThat(run("keys", "list")).isZero();
    assertThat(text()).containsPattern("grafana +read +20").containsPattern("operator +admin +20");
    assertThat(run("reset", "--yes")).isZero();
    assertThat(file).exists();

    assertThat(run("keys", "revoke", "grafana")).isZero();
    assertThat(run("keys", "revoke", "operator")).isZero();
    assertThat(text()).contains("nobody may ask the gateway").contains("delete " + file);
    assertThat(new KeyFile(file).read().keys()).isEmpty();
  }

  @Test
  void namesWhatIsWrongWithAKey() throws Exception {
    assertThat(run("keys", "create", "-rf")).isEqualTo(2);
    assertThat(run("keys", "create", "a b")).isEqualTo(2);
    assertThat(text()).contains("name is \"a b\"; allowed: 1 to 64 letters");
    assertThat(run("keys", "create", "grafana", "--role", "root")).isEqualTo(2);
    assertThat(text()).contains("role is \"root\"; allowed: read, admin");
    assertThat(run("keys", "revoke", "nobody")).isEqualTo(2);
    assertThat(text()).contains("NAME is nobody, which has no key");
    assertThat(MillraceCommand.execute("keys")).isEqualTo(2);
    assertThat(text()).contains("keys needs a command: create, list or revoke");
    assertThat(run("keys", "create", "grafana")).isZero();
    assertThat(run("keys", "create", "grafana")).isEqualTo(2);
    Files.writeString(folder.resolve("api-keys"), "nonsense\n");
    assertThat(run("keys", "create", "other")).isEqualTo(1);
    assertThat(text()).contains("api-keys line 1: it has 1 parts");
  }

  private int up(String... options) {
    List<String> all = new ArrayList<>(List.of("up"));
    all.addAll(List.of(options));
    return run(all.toArray(String[]::new));
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--state-dir", folder.toString()));
    return MillraceCommand.execute(all.toArray(String[]::new));
  }

  private void answer(String text) {
    System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private String text() {
    return output.toString(StandardCharsets.UTF_8);
  }
}
