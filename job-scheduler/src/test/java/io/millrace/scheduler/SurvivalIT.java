package io.millrace.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Schedulers that die, stop, come late, or are two; each test has a database of its own. */
@Timeout(600)
class SurvivalIT {

  private static final ZoneId ALMATY = ZoneId.of("Asia/Almaty");

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path folder;

  private static SchedulerDatabase postgres;

  @BeforeAll
  static void start() throws Exception {
    postgres = new SchedulerDatabase(folder.resolve("postgres"));
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  private static TestScheduler scheduler(String test, String name, Map<String, String> settings)
      throws Exception {
    return new TestScheduler(folder.resolve(test).resolve(name), postgres, test, settings);
  }

  @Test
  void finishesARunExactlyOnceThoughItIsKilledAndStoppedInMidStep() throws Exception {
    postgres.copy("killed");
    Map<String, String> settings = TestScheduler.job("daily", "gate", "ok", "ok");
    try (TestScheduler scheduler = scheduler("killed", "one", settings)) {
      scheduler.begin().ready();
      // Its process lives on and is adopted.
      long first = scheduler.run("daily", "2026-11-20");
      awaitBegin(scheduler, "2026-11-20", 1);
      scheduler.process().kill();
      scheduler.begin().ready();
      open(scheduler, "2026-11-20");
      succeedsWith(scheduler, first, "check 1 SUCCEEDED 0");

      // Its process ends while no scheduler runs; how it ended is not forgotten.
      long second = scheduler.run("daily", "2026-11-19");
      awaitBegin(scheduler, "2026-11-19", 1);
      scheduler.process().kill();
      open(scheduler, "2026-11-19");
      await().atMost(TestScheduler.PATIENCE).until(() -> exitCode(second).equals("0"));
      scheduler.begin().ready();
      succeedsWith(scheduler, second, "check 1 SUCCEEDED 0");

      // Stopped in order it takes its process along, and begins the step again.
      long third = scheduler.run("daily", "2026-11-18");
      awaitBegin(scheduler, "2026-11-18", 1);
      assertThat(scheduler.process().stop(Duration.ofSeconds(30))).isTrue();
      long pid = Long.parseLong(scheduler.journal("begin daily 2026-11-18").get(0).split(" ")[4]);
      assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
      scheduler.begin().ready();
      awaitBegin(scheduler, "2026-11-18", 2);
      open(scheduler, "2026-11-18");
      succeedsWith(scheduler, third, "check 1 LOST null", "check 2 SUCCEEDED 0");

      assertThat(scheduler.journal("begin daily 2026-11-20")).hasSize(3);
      assertThat(scheduler.journal("begin daily 2026-11-19")).hasSize(3);
      assertThat(rows("killed", "SELECT state, count(*) FROM runs GROUP BY state"))
          .containsExactly("SUCCEEDED 3");
      assertThat(rows("killed", "SELECT count(*) FROM notifications WHERE event = 'SUCCESS'"))
          .containsExactly("3");
    }
  }

  @Test
  void twoSchedulersRunMissedDaysInOrderEachOnceAndNeverTwoAtATime() throws Exception {
    postgres.copy("pair");
    LocalDate yesterday = LocalDate.now(ALMATY).minusDays(1);
    // As if no scheduler had run for five days.
    postgres.execute(
        "pair",
        "INSERT INTO plans VALUES ('daily', '"
            + yesterday.minusDays(3).atTime(0, 30).atZone(ALMATY).toInstant()
            + "')");
    Map<String, String> settings = new TreeMap<>(TestScheduler.job("daily", "ok", "slow", "ok"));
    // Every second, from midnight on: each day is due once all the same.
    settings.put("millrace.scheduler.jobs.daily.cron", "* * * * * ?");
    settings.put("millrace.scheduler.jobs.daily.catch-up-days", "3");
    settings.put("millrace.scheduler.jobs.daily.late-after", "0s");
    try (TestScheduler one = scheduler("pair", "one", settings);
        TestScheduler other = scheduler("pair", "other", settings)) {
      one.begin();
      other.begin();
      one.ready();
      other.ready();
      long asked = one.run("daily", yesterday.minusDays(30).toString());
      awaitDone("pair", 6);

      List<String> days = new ArrayList<>();
      days.add(yesterday.minusDays(4) + " CATCH_UP SKIPPED");
      for (int back = 3; back > 0; back--) {
        days.add(yesterday.minusDays(back) + " CATCH_UP SUCCEEDED");
      }
      days.add(yesterday + " SCHEDULE SUCCEEDED");
      assertThat(
              rows(
                  "pair",
                  "SELECT day, trigger, state FROM runs WHERE trigger <> 'MANUAL' ORDER BY run_id"))
          .startsWith(days.toArray(String[]::new));
      one.ended(asked);
      assertNoOverlap(one.journal(""));
      assertThat(one.journal("begin daily " + yesterday + " run")).hasSize(1);
      // Of what was missed people are told, once for each day.
      assertThat(
              rows(
                  "pair",
                  "SELECT count(*) = count(DISTINCT run_id) FROM notifications WHERE event = 'LATE'"))
          .containsExactly("t");
    }
  }

  private static void assertNoOverlap(List<String> journal) {
    // Begin, end, begin, end, … in the order of the instants.
    List<String> ordered =
        journal.stream()
            .sorted(java.util.Comparator.comparing(line -> Long.valueOf(line.split(" ")[5])))
            .map(line -> line.split(" ")[0])
            .toList();
    for (int i = 0; i < ordered.size(); i++) {
      assertThat(ordered.get(i)).isEqualTo(i % 2 == 0 ? "begin" : "end");
    }
  }

  @Test
  void waitsForPostgresAtItsStartAndInMidRun() throws Exception {
    postgres.copy("outage");
    Map<String, String> settings = TestScheduler.job("daily", "gate", "ok", "ok");
    try (TestScheduler scheduler = scheduler("outage", "one", settings)) {
      postgres.end();
      try {
        scheduler.begin();
        await()
            .atMost(TestScheduler.PATIENCE)
            .until(() -> scheduler.log().contains("waiting for PostgreSQL at"));
      } finally {
        postgres.begin();
      }
      scheduler.ready();
      long run = scheduler.run("daily", "2026-11-20");
      awaitBegin(scheduler, "2026-11-20", 1);
      postgres.end();
      try {
        await().atMost(TestScheduler.PATIENCE).until(() -> scheduler.health() == 503);
        assertThat(scheduler.get("/api/v1/jobs").statusCode()).isEqualTo(503);
        // The step ends while nothing can be written.
        open(scheduler, "2026-11-20");
        await()
            .atMost(TestScheduler.PATIENCE)
            .until(() -> scheduler.journal("end daily 2026-11-20 check").size() == 1);
      } finally {
        postgres.begin();
      }
      succeedsWith(scheduler, run, "check 1 SUCCEEDED 0");
      assertThat(scheduler.journal("begin daily 2026-11-20")).hasSize(3);
    }
  }

  private static void succeedsWith(TestScheduler scheduler, long run, String... checks)
      throws Exception {
    await()
        .atMost(TestScheduler.PATIENCE)
        .ignoreExceptions()
        .until(() -> !scheduler.detail(run).at("/run/endedAt").isNull());
    JsonNode detail = scheduler.detail(run);
    List<String> expected = new ArrayList<>(List.of(checks));
    expected.addAll(List.of("run 1 SUCCEEDED 0", "validate 1 SUCCEEDED 0"));
    assertThat(TestScheduler.steps(detail)).isEqualTo(expected);
    assertThat(detail.at("/run/state").asText()).isEqualTo("SUCCEEDED");
  }

  private static void awaitBegin(TestScheduler scheduler, String day, int times) {
    await()
        .atMost(TestScheduler.PATIENCE)
        .until(() -> scheduler.journal("begin daily " + day + " check").size() == times);
  }

  /** Lets the step of a day end. */
  private static void open(TestScheduler scheduler, String day) throws Exception {
    Files.createFile(Path.of(scheduler.journal + ".gate-daily-" + day));
  }

  private static void awaitDone(String database, int runs) {
    await()
        .atMost(TestScheduler.PATIENCE)
        .until(
            () ->
                Integer.parseInt(
                        rows(database, "SELECT count(*) FROM runs WHERE ended_at IS NOT NULL")
                            .get(0))
                    >= runs);
  }

  private static String exitCode(long run) throws Exception {
    Path exit = folder.resolve("killed/work/run-" + run + "/check-1/exit");
    return Files.exists(exit) ? Files.readString(exit) : "";
  }

  private static List<String> rows(String database, String sql) throws SQLException {
    return postgres.rows(database, sql);
  }
}
