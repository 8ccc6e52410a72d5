package io.millrace.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HealthProbeTest {

  @Test
  void saysWhatTheFirstCheckThatIsDownSays() {
    assertThat(
            HealthProbe.trouble(
                503,
                "{\"status\":\"DOWN\",\"checks\":["
                    + "{\"name\":\"kafka\",\"status\":\"UP\",\"since\":\"x\",\"detail\":\"1\"},"
                    + "{\"name\":\"stream-telecom\",\"status\":\"DOWN\",\"since\":\"x\","
                    + "\"detail\":\"waiting for \\\"a\\\"\"}]}"))
        .contains("stream-telecom: waiting for \"a\"");
  }

  @Test
  void namesACheckThatGivesNoReason() {
    assertThat(
            HealthProbe.trouble(
                503, "{\"checks\": [ {\"name\": \"clickhouse\", \"status\": \"DOWN\"} ]}"))
        .contains("clickhouse is down");
  }

  @Test
  void doesNotCountAProcessWithoutChecksAsReady() {
    assertThat(HealthProbe.trouble(200, "{\"status\":\"UP\",\"checks\":[]}")).contains("it begins");
    assertThat(HealthProbe.trouble(200, "{\"checks\":[{\"name\":\"kafka\",\"status\":\"UP\"}]}"))
        .isEmpty();
  }

  @Test
  void givesTheCodeOfAnAnswerThatIsNoHealth() {
    assertThat(HealthProbe.trouble(404, "<html>")).contains("health answers 404");
  }
}
