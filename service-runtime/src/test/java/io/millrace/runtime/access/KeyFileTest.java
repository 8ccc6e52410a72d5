package io.millrace.runtime.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest {

  private static final String DIGEST = "0123456789abcdef".repeat(4);

  @TempDir Path folder;
  private Path path;
  private KeyFile file;

  @BeforeEach
  void name() {
    path = folder.resolve("deeper/api-keys");
    file = new KeyFile(path);
  }

  @Test
  void keepsTheDigestOfANewKeyAndNotTheKey() throws IOException {
    ApiKey key = file.create("grafana", Role.READ);

    assertThat(key.reveal()).matches("mlr_[A-Za-z0-9_-]{43}");
    assertThat(key).hasToString("mlr_…");
    KeyFile.Content content = file.read();
    assertThat(content.problems()).isEmpty();
    assertThat(content.keys())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.name()).isEqualTo("grafana");
              assertThat(entry.role()).isEqualTo(Role.READ);
              assertThat(entry.digest()).isEqualTo(key.digest());
            });
    assertThat(Files.readString(path)).doesNotContain(key.reveal(), key.reveal().substring(4));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    assertThat(file.isOpenToOthers()).isFalse();
  }

  @Test
  void makesADifferentKeyEachTime() {
    Set<String> keys = new HashSet<>();
    IntStream.range(0, 1_000).forEach(i -> keys.add(ApiKey.generate().reveal()));

    assertThat(keys).hasSize(1_000);
  }

  @Test
  void revokesByNameAndSaysHowManyAreLeft() throws IOException {
    file.create("one", Role.READ);
    file.create("two", Role.ADMIN);

    assertThat(file.revoke("one")).isEqualTo(1);
    assertThat(file.read().keys()).extracting(KeyEntry::name).containsExactly("two");
    assertThatThrownBy(() -> file.revoke("one"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("NAME is one, which has no key; allowed: two");
    assertThatThrownBy(() -> file.create("two", Role.READ)).hasMessageContaining("has a key");
  }

  @Test
  void leavesNothingBesideTheFileAndItsLock() throws IOException {
    for (int i = 0; i < 5; i++) {
      file.create("key-" + i, Role.READ);
    }
    file.revoke("key-3");

    assertThat(file.read().keys())
        .extracting(KeyEntry::name)
        .containsExactly("key-0", "key-1", "key-2", "key-4");
    try (Stream<Path> files = Files.list(path.getParent())) {
      assertThat(files.map(one -> one.getFileName().toString()))
          .containsExactlyInAnyOrder("api-keys", "api-keys.lock");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          grafana read 2026-11-21T10:00:00Z                | it has 3 parts; allowed: NAME ROLE CREATED SHA256
          grafana root 2026-11-21T10:00:00Z DIGEST         | role is "root"; allowed: read, admin
          grafana READ 2026-11-21T10:00:00Z DIGEST         | role is "READ"; allowed: read, admin
          grafana read yesterday DIGEST                    | creation time is "yesterday"; allowed: an instant
          -rf read 2026-11-21T10:00:00Z DIGEST             | name is "-rf"; allowed: 1 to 64 letters
          anonymous read 2026-11-21T10:00:00Z DIGEST       | name is "anonymous"; allowed: 1 to 64 letters
          grafana read 2026-11-21T10:00:00Z mlr_secret     | the fourth part is no SHA-256
          good read 2026-11-21T10:00:00Z DIGEST            | name "good" is there already; allowed: each name once
          """)
  void namesFileLineAndRemedyOfABadLineAndKeepsTheOthers(String line, String problem)
      throws IOException {
    write("# comment\n\ngood read 2026-11-21T10:00:00Z " + DIGEST + "\r\n" + line(line) + "\n");

    KeyFile.Content content = file.read();

    assertThat(content.keys()).extracting(KeyEntry::name).containsExactly("good");
    assertThat(content.problems())
        .singleElement()
        .asString()
        .startsWith(path + " line 4: " + problem)
        .doesNotContain("mlr_secret");
    assertThatThrownBy(() -> file.create("new", Role.READ))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 4")
        .hasMessageContaining("mend or delete");
  }

  @Test
  void readsAFileThatIsNoText() throws IOException {
    Files.createDirectories(path.getParent());
    Files.write(path, new byte[] {(byte) 0xff, 0, (byte) 0xfe, '\n', 'x'});

    assertThat(file.read().keys()).isEmpty();
    assertThat(file.read().problems()).hasSize(2);
  }

  @Test
  void seesEachChangeAndWhoMayRead() throws IOException {
    file.create("one", Role.READ);
    KeyFile.Version before = file.version();
    assertThat(file.version()).isEqualTo(before);

    file.create("two", Role.READ);

    assertThat(file.version()).isNotEqualTo(before);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(file.isOpenToOthers()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mlr_",
        "mlr_short",
        "mlr_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "mlr_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "MLR_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "mlr_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "mlr_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAé",
        "mlr_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
        "mlr_AAAAAAAAAAAAAAAAAAAAA AAAAAAAAAAAAAAAAAAAAA"
      })
  void doesNotTakeWhatDoesNotLookLikeAKey(String text) {
    assertThat(ApiKey.read(text)).isEmpty();
    assertThat(ApiKey.read("x".repeat(10_000_000))).isEmpty();
  }

  @Test
  void readsBackAKeyItMade() {
    ApiKey key = ApiKey.generate();

    assertThat(ApiKey.read(key.reveal()).orElseThrow().digest()).isEqualTo(key.digest());
  }

  @Test
  void letsAdminDoWhatReadMay() {
    assertThat(Role.READ.granted()).containsExactly("read");
    assertThat(Role.ADMIN.granted()).containsExactly("admin", "read");
  }

  private static String line(String text) {
    return text.replace("DIGEST", DIGEST);
  }

  private void write(String text) throws IOException {
    Files.createDirectories(path.getParent());
    Files.writeString(path, text, StandardCharsets.UTF_8);
  }
}
