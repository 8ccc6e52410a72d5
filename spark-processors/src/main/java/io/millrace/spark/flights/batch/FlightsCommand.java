package io.millrace.spark.flights.batch;

import io.millrace.runtime.Settings;
import io.millrace.spark.batch.BatchSession;
import io.millrace.spark.batch.DayConverter;
import io.millrace.spark.batch.RunReport;
import io.millrace.spark.config.BatchConfig;
import io.millrace.spark.config.StreamingConfig;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code batch flights}: days of aircraft's states. */
@Command(
    name = "flights",
    description = {
      "Computes days of opensky.flights_batch and of s3a://processed-data/flights anew, from raw",
      "snapshots, which are judged, or from PostgreSQL's rows, which were judged when they came.",
      "A day takes the place of what is there of it; run again, it leaves the same."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  batch flights --from-s3 's3a://raw-data/flights/*.json.gz'",
      "  batch flights --from-s3 's3a://raw-data/flights/*_20211017T*.json.gz'",
      "  batch flights --from-postgres 2021-10-01 2021-10-31"
    })
public final class FlightsCommand implements Callable<Integer> {

  @Spec @Nullable CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  @Nullable Source source;

  /** One of the two. */
  static final class Source {

    @Option(
        names = "--from-s3",
        paramLabel = "PATTERN",
        description = {
          "Objects of OpenSky's states/all JSON, plain or gzip: s3a://bucket/path, where * ? [a-b]",
          "and {a,b} match several. Quote it."
        })
    @Nullable String pattern;

    @Option(
        names = "--from-postgres",
        arity = "2",
        paramLabel = "DAY",
        converter = DayConverter.class,
        description =
            "First and last day of observed_at, UTC, both included: 2021-10-01 2021-10-31.")
    @Nullable List<LocalDate> days;

    FlightInput input() {
      return pattern != null
          ? new FlightInput.Snapshots(pattern)
          : new FlightInput.Table(
              Objects.requireNonNull(days, "picocli demands one").get(0), days.get(1));
    }
  }

  @Override
  public Integer call() throws IOException {
    CommandSpec command = Objects.requireNonNull(spec, "picocli sets it");
    FlightInput input;
    try {
      input = Objects.requireNonNull(source, "picocli demands one").input();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
    }
    Settings settings = Settings.fromEnvironment();
    BatchConfig config = BatchConfig.from(settings);
    RunReport report;
    if (input instanceof FlightInput.Table table) {
      StreamingConfig.Postgres postgres = StreamingConfig.Postgres.from(settings);
      report = run(config, input, job -> job.run(table, postgres));
    } else {
      FlightInput.Snapshots snapshots = (FlightInput.Snapshots) input;
      report = run(config, input, job -> job.run(snapshots));
    }
    command.commandLine().getOut().print(report.text());
    command.commandLine().getOut().flush();
    return 0;
  }

  @FunctionalInterface
  private interface Step {
    RunReport run(FlightsBatchJob job) throws IOException;
  }

  private static RunReport run(BatchConfig config, FlightInput input, Step step)
      throws IOException {
    return BatchSession.with(
        config,
        FlightsBatchJob.NAME,
        input.toString(),
        (spark, run) -> step.run(new FlightsBatchJob(spark, config, run)));
  }
}
