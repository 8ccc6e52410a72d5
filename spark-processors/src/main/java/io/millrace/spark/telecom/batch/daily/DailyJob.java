package io.millrace.spark.telecom.batch.daily;

import io.millrace.spark.batch.BatchException;
import io.millrace.spark.batch.BatchSession;
import io.millrace.spark.batch.PostgresSnapshot;
import io.millrace.spark.batch.RunId;
import io.millrace.spark.batch.RunLedger;
import io.millrace.spark.batch.RunReport;
import io.millrace.spark.batch.ValidationException;
import io.millrace.spark.config.BatchConfig;
import io.millrace.spark.config.StreamingConfig;
import io.millrace.spark.sink.ClickHouseTable;
import io.millrace.spark.telecom.batch.daily.StagedDay.Source;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * Computes days of {@code telecom.daily_stats} from {@code telecom_events} and restates the windows
 * of the stream that differ. Run again on the same rows, it leaves the same.
 *
 * <p>A run has the locks of its days from its beginning to its end. What it computes is staged; a
 * day that does not pass its checks leaves what was published before.
 */
final class DailyJob {

  /** The job's name in reports, ledgers and metrics; single steps but the last add their own. */
  static final String NAME = "telecom-daily";

  /** How far PostgreSQL's clock may be set back amid it all. */
  private static final Duration CLOCK = Duration.ofSeconds(1);

  private final BatchConfig config;
  private final StreamingConfig.Postgres postgres;
  private final DailyInput input;

  DailyJob(BatchConfig config, StreamingConfig.Postgres postgres, DailyInput input) {
    this.config = config;
    this.postgres = postgres;
    this.input = input;
  }

  /**
   * Does a step, or all.
   *
   * @throws BatchException if the days cannot be computed now; the message says why
   * @throws ValidationException if a staged day does not hold
   */
  RunReport run(DailyStep step) throws IOException {
    return switch (step) {
      case CHECK -> ledgered(NAME + "-check", this::check);
      case STAGE ->
          BatchSession.with(
              config,
              NAME + "-stage",
              input.toString(),
              (spark, run) -> staged(spark, run, DailyStep.STAGE));
      case PUBLISH -> ledgered(NAME, this::publish);
      case ALL ->
          BatchSession.with(
              config, NAME, input.toString(), (spark, run) -> staged(spark, run, DailyStep.ALL));
    };
  }

  private RunReport ledgered(String name, RunLedger.Work work) throws IOException {
    return RunLedger.keep(config.clickHouse(), name, input.toString(), work);
  }

  private RunReport check(RunId run) {
    try (TelecomSource source = new TelecomSource(postgres)) {
      requireEnded(source);
      Instant now = source.now();
      new StreamProgress(config.clickHouse(), source)
          .await(now, source.position(), new Patience(input.patience()));
      return begun(run).with("stream_has_counted_up_to", now.toString());
    }
  }

  private void requireEnded(TelecomSource source) {
    LocalDate last = input.days().last();
    Instant now = source.now();
    if (now.isBefore(input.end(last))) {
      throw new BatchException(
          last
              + " of "
              + input.zone()
              + " ends at "
              + input.end(last)
              + ", and it is "
              + now.truncatedTo(ChronoUnit.SECONDS)
              + "; run it after that");
    }
  }

  private RunReport publish(RunId run) {
    try (TelecomSource source = new TelecomSource(postgres)) {
      input.days().all().forEach(source::lock);
      DailyTotals totals = new DailyTotals();
      for (LocalDate day : input.days().all()) {
        publish(day, source, totals);
      }
      return totals.into(begun(run));
    }
  }

  /** Computes days beside what is published; and publishes each, if all steps are asked for. */
  RunReport staged(SparkSession spark, RunId run, DailyStep step) {
    Patience patience = new Patience(input.patience());
    try (TelecomSource source = new TelecomSource(postgres)) {
      requireEnded(source);
      input.days().all().forEach(source::lock);
      DailyTotals totals = new DailyTotals();
      try (TelecomSnapshot snapshot = source.snapshot(patience)) {
        new StreamProgress(config.clickHouse(), source)
            .await(snapshot.takenAt().plus(CLOCK), snapshot.position(), patience);
        for (LocalDate day : input.days().all()) {
          stage(spark, run, day, source, snapshot, patience, totals);
          if (step == DailyStep.ALL) {
            publish(day, source, totals);
          }
        }
        return totals.into(
            begun(run)
                .with("snapshot_at", snapshot.takenAt().toString())
                .with("settled_before", settled(snapshot).toString()));
      } catch (SQLException e) {
        throw PostgresSnapshot.unreadable(postgres, e);
      }
    }
  }

  private void stage(
      SparkSession spark,
      RunId run,
      LocalDate day,
      TelecomSource source,
      TelecomSnapshot snapshot,
      Patience patience,
      DailyTotals totals)
      throws SQLException {
    Instant from = input.start(day);
    Instant to = input.end(day);
    StagedDay staged = StagedDay.create(config.clickHouse(), day, run);
    DayFigures figures =
        new DayReader(spark, config, staged.windows()).read(snapshot.rows(), from, to);
    new ClickHouseTable(config.clickHouse(), staged.stats())
        .insert(figures.rows(day, input.zone(), run), "");
    Map<String, Totals> own = PostgresTotals.of(snapshot.rows().connection(), from, to);
    StreamWindows windows =
        new StreamWindows(config.clickHouse(), staged.windows(), settled(snapshot));
    source.lockWindows(patience);
    StreamWindows.Restated restated;
    try {
      restated = windows.restate(day, from, to, run);
    } finally {
      source.unlockWindows();
    }
    StreamWindows.Settled settled = windows.settled(from, to);
    staged.dropWindows();
    staged.keep(
        input.zone(),
        Map.of(
            Source.POSTGRES,
            own,
            Source.SETTLED_POSTGRES,
            settled.staged(),
            Source.SETTLED_STREAM,
            settled.stream()));
    totals.add(figures, restated);
  }

  private void publish(LocalDate day, TelecomSource source, DailyTotals totals) {
    StagedDay staged = StagedDay.find(config.clickHouse(), day, input.zone());
    long now;
    try {
      now =
          PostgresTotals.of(source.session(), input.start(day), input.end(day))
              .getOrDefault(DayFigures.ALL, Totals.NONE)
              .events();
    } catch (SQLException e) {
      throw PostgresSnapshot.unreadable(postgres, e);
    }
    List<String> violated =
        DayChecks.violated(
            staged.rows(),
            staged.count(),
            staged.totals(Source.POSTGRES),
            staged.totals(Source.SETTLED_POSTGRES),
            staged.totals(Source.SETTLED_STREAM),
            now);
    if (!violated.isEmpty()) {
      throw new ValidationException(day + " of run " + staged.run(), violated);
    }
    totals.published(day, staged.count());
    staged.publish();
  }

  /** Windows whose newest commit is before it are compared. */
  private static Instant settled(TelecomSnapshot snapshot) {
    return snapshot.settledBefore().minus(CLOCK).truncatedTo(ChronoUnit.MILLIS);
  }

  private RunReport begun(RunId run) {
    return new RunReport()
        .with("run", run.text())
        .with("job", NAME)
        .with("input", input.toString())
        .with("zone", input.zone().getId());
  }
}
