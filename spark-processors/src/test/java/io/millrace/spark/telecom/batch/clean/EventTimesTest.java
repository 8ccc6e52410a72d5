package io.millrace.spark.telecom.batch.clean;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimesTest {

  private final EventTimes times = new EventTimes();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2026-01-31T12:05:09.000123Z             | iso_utc       | 2026-01-31T12:05:09.000123Z
          2026-01-31T12:05:09Z                    | iso_utc       | 2026-01-31T12:05:09Z
          2026-01-31T12:05:09.5Z                  | iso_utc       | 2026-01-31T12:05:09.5Z
          2026-01-31T12:05:09.123456789Z          | iso_utc       | 2026-01-31T12:05:09.123456Z
          1969-12-31T23:59:59.999999Z             | iso_utc       | 1969-12-31T23:59:59.999999Z
          0001-01-01T00:00:00Z                    | iso_utc       | 0001-01-01T00:00:00Z
          2024-02-29T00:00:00Z                    | iso_utc       | 2024-02-29T00:00:00Z
          2026-01-31T17:05:09.000123+05:00        | iso_offset    | 2026-01-31T12:05:09.000123Z
          2026-01-31 17:05:09+05:00               | iso_offset    | 2026-01-31T12:05:09Z
          2026-01-31 17:05:09.000123 Asia/Almaty  | zone_id       | 2026-01-31T12:05:09.000123Z
          2023-01-31 18:05:09 Asia/Almaty         | zone_id       | 2023-01-31T12:05:09Z
          31.01.2026 12:05:09.000123              | day_first     | 2026-01-31T12:05:09.000123Z
          """)
  void readsTexts(String text, String format, Instant expected) {
    assertThat(times.text(text.toCharArray(), 0, text.length())).isTrue();
    assertThat(times.format().id()).isEqualTo(format);
    assertThat(Instant.EPOCH.plus(times.micros(), ChronoUnit.MICROS)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "1769861109000, epoch_millis, 2026-01-31T12:05:09Z",
    "1769861109.000123, epoch_seconds, 2026-01-31T12:05:09.000123Z",
    "1769861109, epoch_seconds, 2026-01-31T12:05:09Z",
    "0, epoch_seconds, 1970-01-01T00:00:00Z",
    "-1.5, epoch_seconds, 1969-12-31T23:59:58.5Z",
    "1.769861109e9, epoch_seconds, 2026-01-31T12:05:09Z"
  })
  void readsNumbers(String text, String format, Instant expected) {
    assertThat(times.number(text)).isTrue();
    assertThat(times.format().id()).isEqualTo(format);
    assertThat(Instant.EPOCH.plus(times.micros(), ChronoUnit.MICROS)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-01-31T24:00:00Z",
        "2026-01-31T12:60:00Z",
        "2026-01-31T12:05:09.1234567890Z",
        "32.01.2026 12:05:09",
        "2026-01-31 12:05:09 Asia/Nowhere",
        "+999999999-01-01T00:00:00Z",
        "01/02/2026 12:05:09"
      })
  void doesNotGuess(String text) {
    assertThat(times.text(text.toCharArray(), 0, text.length())).isFalse();
    assertThat(times.format()).isEqualTo(EventTimes.Format.UNKNOWN);
  }

  @Test
  void saysThatATimeHasNoZone() {
    for (String text : new String[] {"2026-01-31 12:05:09", "2026-01-31T12:05:09.5"}) {
      assertThat(times.text(text.toCharArray(), 0, text.length())).isFalse();
      assertThat(times.format()).isEqualTo(EventTimes.Format.NO_ZONE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e30", "100000000000000", "-100000000000000", "1769861109000000"})
  void turnsNumbersAwayThatAreNoTime(String text) {
    assertThat(times.number(text)).isFalse();
  }

  @Test
  void readsWhatJavaWrites() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      long micros = random.nextLong(-60_000_000_000_000_000L, 200_000_000_000_000_000L);
      String text = Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
      assertThat(times.text(("x" + text + "x").toCharArray(), 1, text.length())).as(text).isTrue();
      assertThat(times.micros()).as(text).isEqualTo(micros);
    }
  }
}
