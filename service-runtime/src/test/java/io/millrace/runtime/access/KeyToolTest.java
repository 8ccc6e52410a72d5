package io.millrace.runtime.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runtime.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys made without the {@code millrace} command. */
class KeyToolTest {

  @TempDir Path folder;

  @Test
  void keepsAKeyThatIsGood() throws IOException {
    Path own = folder.resolve("own");
    assertThat(run("ensure", "prometheus", own.toString())).isZero();
    String key = Files.readString(own);
    assertThat(run("ensure", "prometheus", own.toString())).isZero();

    assertThat(own).hasContent(key);
    assertThat(keys()).singleElement().extracting(KeyEntry::role).isEqualTo(Role.READ);
    assertThat(ApiKey.read(key).orElseThrow().digest()).isEqualTo(keys().get(0).digest());
  }

  @Test
  void makesAnotherWhenTheKeyIsLostOrAnother() throws IOException {
    Path own = folder.resolve("own");
    run("ensure", "prometheus", own.toString());
    String first = Files.readString(own);
    Files.writeString(own, ApiKey.generate().reveal());
    run("ensure", "prometheus", own.toString());
    String second = Files.readString(own);
    Files.delete(own);
    run("ensure", "prometheus", own.toString());

    assertThat(List.of(first, second, Files.readString(own))).doesNotHaveDuplicates();
    assertThat(keys()).as("the old ones open nothing").hasSize(1);
    assertThat(ApiKey.read(Files.readString(own)).orElseThrow().digest())
        .isEqualTo(keys().get(0).digest());
  }

  @Test
  void makesAndRevokes() throws IOException {
    assertThat(run("create", "me", "admin")).isZero();
    assertThat(run("create", "you")).isZero();
    assertThat(keys()).extracting(KeyEntry::name).containsExactly("me", "you");
    assertThat(keys()).extracting(KeyEntry::role).containsExactly(Role.ADMIN, Role.READ);
    assertThat(run("list")).isZero();
    assertThat(run("revoke", "me")).isZero();
    assertThat(keys()).extracting(KeyEntry::name).containsExactly("you");
  }

  @Test
  void turnsWrongArgumentsAway() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("create", "me", "king")).isEqualTo(2);
    assertThat(run("revoke", "nobody")).isEqualTo(2);
    assertThat(KeyTool.run(Settings.of(Map.of()), List.of("list"))).isEqualTo(2);
    assertThat(run("ensure", "prometheus", folder.resolve("no/such/folder").toString()))
        .isEqualTo(1);
  }

  private List<KeyEntry> keys() throws IOException {
    return new KeyFile(file()).read().keys();
  }

  private Path file() {
    return folder.resolve("keys");
  }

  private int run(String... arguments) {
    return KeyTool.run(
        Settings.of(Map.of("MILLRACE_GATEWAY_API_KEYS_FILE", file().toString())),
        List.of(arguments));
  }
}
