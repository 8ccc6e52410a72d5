package io.millrace.gateway.telecom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class MetricsCursorTest {

  @Test
  void readsWhatItWrote() {
    MetricsCursor cursor =
        new MetricsCursor(Instant.parse("2026-11-21T10:05:00Z"), "CALL", "Almaty Region");

    assertThat(cursor.encoded()).matches("[A-Za-z0-9_-]+");
    assertThat(MetricsCursor.decode(cursor.encoded())).contains(cursor);
  }

  @Test
  void refusesAWindowThatIsNoMinute() {
    Instant start = Instant.parse("2026-11-21T10:05:01Z");
    assertThatThrownBy(() -> new MetricsCursor(start, "CALL", "Almaty"))
        .hasMessageContaining("2026-11-21T10:05:01Z");
  }
}
