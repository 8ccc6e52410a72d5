package io.millrace.scheduler.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.scheduler.job.JobDefinition.Retry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  private static final Schedule DAILY = Schedule.of("p.", "0 0 2 * * ?", "Asia/Almaty");

  private static List<String> days(Schedule schedule, String from, String to) {
    return schedule.due(Instant.parse(from), Instant.parse(to)).stream()
        .map(due -> due.day() + " at " + due.at())
        .toList();
  }

  @Test
  void isDueForTheLocalDayThatEndedLast() {
    // 02:00 in Almaty is 21:00 of the day before in UTC.
    assertThat(days(DAILY, "2026-11-19T21:00:00Z", "2026-11-20T21:00:00Z"))
        .containsExactly("2026-11-20 at 2026-11-20T21:00:00Z");
    assertThat(days(DAILY, "2026-11-20T21:00:00Z", "2026-11-21T20:59:59Z")).isEmpty();
  }

  @Test
  void findsEachDayThatWasMissedOldestFirst() {
    assertThat(days(DAILY, "2026-11-17T21:00:00Z", "2026-11-20T22:00:00Z"))
        .containsExactly(
            "2026-11-18 at 2026-11-18T21:00:00Z",
            "2026-11-19 at 2026-11-19T21:00:00Z",
            "2026-11-20 at 2026-11-20T21:00:00Z");
  }

  @Test
  void takesADayOnceHoweverOftenItIsDue() {
    Schedule often = Schedule.of("p.", "* * * * * ?", "UTC");
    assertThat(days(often, "2026-11-20T12:00:00Z", "2026-11-22T00:00:01Z"))
        .containsExactly(
            "2026-11-19 at 2026-11-20T12:00:01Z",
            "2026-11-20 at 2026-11-21T00:00:00Z",
            "2026-11-21 at 2026-11-22T00:00:00Z");
  }

  @Test
  void keepsToLocalTimeWhereClocksChange() {
    Schedule berlin = Schedule.of("p.", "0 0 4 * * ?", "Europe/Berlin");
    assertThat(days(berlin, "2026-10-24T00:00:00Z", "2026-10-26T00:00:00Z"))
        .containsExactly(
            "2026-10-23 at 2026-10-24T02:00:00Z", "2026-10-24 at 2026-10-25T03:00:00Z");
  }

  @Test
  void namesWhatIsWrongWithASetting() {
    assertThatThrownBy(() -> Schedule.of("p.", "0 2 * * *", "UTC"))
        .hasMessageStartingWith("p.cron is \"0 2 * * *\"")
        .hasMessageContaining("such as 0 0 2 * * ?");
    assertThatThrownBy(() -> Schedule.of("p.", "0 0 2 * * ?", "Asia/Almatty"))
        .hasMessage("p.zone is \"Asia/Almatty\"; allowed: a time zone such as Asia/Almaty or UTC");
    assertThatThrownBy(() -> StepCommand.of("p.run.command", "x {date}", Duration.ofSeconds(1)))
        .hasMessageContaining("no other placeholders than {day} and {report}");
    assertThatThrownBy(() -> new Retry(21, Duration.ZERO, Duration.ZERO))
        .hasMessage("retries is 21; allowed: 0 to 20");
  }

  @Test
  void fillsInDayAndReport() {
    assertThat(
            StepCommand.of("k", "telecom-daily {day} --report  {report}", Duration.ofSeconds(1))
                .arguments(LocalDate.parse("2026-11-20"), Path.of("/work/a b/report.json")))
        .containsExactly("telecom-daily", "2026-11-20", "--report", "/work/a b/report.json");
  }
}
