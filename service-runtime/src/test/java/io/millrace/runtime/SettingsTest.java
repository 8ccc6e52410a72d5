package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

  @Test
  void namesKeyValueAndRangeOfANumberOutOfRange() {
    Settings settings = Settings.of(Map.of("MILLRACE_KAFKA_PORT", "70000"));

    assertThatThrownBy(() -> settings.port("MILLRACE_KAFKA_PORT", 19092))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage("MILLRACE_KAFKA_PORT is 70000; allowed: a whole number from 1 to 65535");
  }

  @Test
  void readsDurationsInEveryDocumentedForm() {
    Settings settings =
        Settings.of(Map.of("A", "500ms", "B", "30s", "C", "2m", "D", "1h", "E", "PT1M30S"));

    assertThat(settings.duration("A", Duration.ZERO)).isEqualTo(Duration.ofMillis(500));
    assertThat(settings.duration("B", Duration.ZERO)).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.duration("C", Duration.ZERO)).isEqualTo(Duration.ofMinutes(2));
    assertThat(settings.duration("D", Duration.ZERO)).isEqualTo(Duration.ofHours(1));
    assertThat(settings.duration("E", Duration.ZERO)).isEqualTo(Duration.ofSeconds(90));
    assertThat(settings.duration("absent", Duration.ofDays(1))).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void refusesADurationWithoutUnitAndANegativeOne() {
    Settings settings = Settings.of(Map.of("A", "30", "B", "-5s"));

    assertThatThrownBy(() -> settings.duration("A", Duration.ZERO))
        .hasMessageContaining("A is 30; allowed: a duration such as");
    assertThatThrownBy(() -> settings.duration("B", Duration.ZERO))
        .hasMessageContaining("B is -5s; allowed: a duration that is not negative");
  }

  @Test
  void refusesAFlagThatIsNeitherTrueNorFalse() {
    Settings settings = Settings.of(Map.of("A", "yes", "B", "TRUE"));

    assertThat(settings.flag("B", false)).isTrue();
    assertThatThrownBy(() -> settings.flag("A", false))
        .hasMessage("A is yes; allowed: true or false");
  }

  @Test
  void prefersTheSecretOfAMountedFile(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("password"), "from-file\n");
    Settings settings = Settings.of(Map.of("P", "from-environment", "P_FILE", file.toString()));

    assertThat(settings.secret("P")).isEqualTo("from-file");
    assertThatThrownBy(() -> settings.secret("Q"))
        .hasMessage("Q is (not set); allowed: a secret, here or in Q_FILE");
  }
}
