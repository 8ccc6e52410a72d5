package io.millrace.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFilesTest {

  @TempDir Path root;

  @Test
  void makesPasswordsUpOnceAndForTheOwnerOnly() throws Exception {
    Secrets first = Secrets.findOrCreate(root);
    Secrets second = Secrets.findOrCreate(root);

    for (Secrets.Use use : Secrets.Use.values()) {
      assertThat(first.of(use)).hasSizeGreaterThan(25).isEqualTo(second.of(use));
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Secrets.file(root))))
        .isEqualTo("rw-------");
  }

  @Test
  void addsAPasswordThatAnOlderFileLacks() throws Exception {
    Files.writeString(Secrets.file(root), "S3=old\n");

    Secrets secrets = Secrets.findOrCreate(root);

    assertThat(secrets.of(Secrets.Use.S3)).isEqualTo("old");
    assertThat(secrets.of(Secrets.Use.MASKING)).isNotEmpty();
  }

  @Test
  void readsAStatusAsItWasWritten() throws Exception {
    StateFolder folder = new StateFolder(root);
    StackStatus status =
        new StackStatus(
            42,
            Instant.parse("2026-11-21T01:02:03Z"),
            Optional.of(Instant.parse("2026-11-21T01:02:33Z")),
            List.of(
                new ComponentStatus(
                    Component.KAFKA,
                    Phase.RESTARTING,
                    Instant.parse("2026-11-21T01:03:00Z"),
                    "was killed; again in 1 s = soon",
                    0.25,
                    77,
                    "127.0.0.1:19092")));
    Files.createDirectories(folder.statusFile().getParent());

    StatusFile.write(folder.statusFile(), status);

    assertThat(StatusFile.read(folder)).contains(status);
    assertThat(RunningStack.find(folder)).as("nobody owns the folder").isEmpty();
  }

  @Test
  void keepsTheDetailOnOneLineWithoutStackFrames() {
    ComponentStatus status =
        new ComponentStatus(
            Component.S3,
            Phase.FAILED,
            Instant.EPOCH,
            " a\n\tat io.millrace.X.main(X.java:1)\n\n  b \n\t... 3 more\n",
            -1,
            0,
            "");

    assertThat(status.detail()).isEqualTo("a / b");
  }

  @Test
  void letsOneProcessOwnTheFolder() throws Exception {
    StateFolder folder = new StateFolder(root.resolve("state"));
    assertThat(folder.isOwned()).isFalse();

    try (StateFolder.Ownership first = folder.own().orElseThrow()) {
      assertThat(first).isNotNull();
      assertThat(folder.own()).isEmpty();
      assertThat(folder.isOwned()).isTrue();
    }
    assertThat(folder.isOwned()).isFalse();
  }

  @Test
  void deletesWhatAStackPutThereAndNothingElse() throws Exception {
    StateFolder folder = new StateFolder(root);
    Secrets.findOrCreate(root);
    Files.createDirectories(folder.data(Component.S3));
    Files.writeString(folder.data(Component.S3).resolve("object"), "x");
    Files.writeString(root.resolve("letter.txt"), "keep");

    folder.deleteState();

    try (var left = Files.list(root)) {
      assertThat(left.map(path -> path.getFileName().toString())).containsExactly("letter.txt");
    }
  }

  @Test
  void keepsOnePreviousLog() throws Exception {
    StateFolder folder = new StateFolder(root);
    folder.rotateLogs();
    Files.writeString(folder.log(Component.KAFKA), "first");
    folder.rotateLogs();
    Files.writeString(folder.log(Component.KAFKA), "second");
    folder.rotateLogs();

    assertThat(folder.log(Component.KAFKA)).doesNotExist();
    assertThat(root.resolve("logs/kafka.log.1")).hasContent("second");
  }
}
