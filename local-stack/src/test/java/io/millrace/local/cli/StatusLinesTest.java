package io.millrace.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.stack.Component;
import io.millrace.local.stack.ComponentStatus;
import io.millrace.local.stack.Phase;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StatusLinesTest {

  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  @Test
  void drawsABarWhileSomethingIsFetched() {
    assertThat(
            line(
                new Screen(System.out, true, false, true, 110),
                status(Phase.STARTING, "downloading the engine, 103 of 178 MB", 0.58)))
        .isEqualTo(
            "  ⠋ clickhouse     starting   12 s  ████████████░░░░░░░░  58 %"
                + "  downloading the engine, 103 of 178 MB");
  }

  @Test
  void usesLettersWhereTheTerminalHasNoOthers() {
    assertThat(
            line(
                new Screen(System.out, true, false, false, 100),
                status(Phase.STARTING, "downloading", 0.5)))
        .isEqualTo("  - clickhouse     starting   12 s  ##########..........  50 %  downloading");
  }

  @Test
  void cutsALineToTheWidthOfTheTerminal() {
    assertThat(
            line(
                new Screen(System.out, true, false, true, 60),
                status(Phase.FAILED, "x".repeat(100), ComponentStatus.UNKNOWN)))
        .hasSize(60)
        .startsWith("  ✘ clickhouse     failed     xxx")
        .endsWith("…");
  }

  @Test
  void saysWhereAComponentIsAndWhetherItIsTheUsers() {
    assertThat(line(new Screen(System.out, false, false, true, 100), status(Phase.READY, "", -1)))
        .isEqualTo("  ✔ clickhouse     ready      127.0.0.1:18123, yours");
  }

  private static String line(Screen screen, ComponentStatus status) {
    return new StatusLines(screen).line(status, NOON, 0);
  }

  private static ComponentStatus status(Phase phase, String detail, double fraction) {
    return new ComponentStatus(
        Component.CLICKHOUSE, phase, NOON.minusSeconds(12), detail, fraction, 0, "127.0.0.1:18123");
  }
}
