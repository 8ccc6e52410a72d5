package io.millrace.spark.telecom.batch.percentiles;

import io.millrace.runtime.Settings;
import io.millrace.spark.batch.BatchSession;
import io.millrace.spark.batch.DayConverter;
import io.millrace.spark.batch.Days;
import io.millrace.spark.batch.RunReport;
import io.millrace.spark.config.BatchConfig;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code batch percentiles}: how long, how large and how dear events are. */
@Command(
    name = "percentiles",
    description = {
      "Computes p50, p90, p95, p99 and p99.9 of duration, megabytes and amount, exactly and",
      "approximately, by day, hour (UTC), event type and region, from a published dataset, into",
      "telecom.percentiles. A day takes the place of what is there of it."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  batch percentiles",
      "  batch percentiles --from 2026-01-01 --to 2026-01-31"
    })
public final class PercentilesCommand implements Callable<Integer> {

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      defaultValue = "events",
      description = "Dataset of s3a://processed-data whose table events is read; ${DEFAULT-VALUE}.")
  String dataset = "events";

  @Option(
      names = "--accuracy",
      paramLabel = "N",
      defaultValue = "10000",
      description =
          "The approximate ranks are at most 1/N of the events away; 100 to 1000000,"
              + " ${DEFAULT-VALUE}.")
  int accuracy;

  @ArgGroup(exclusive = false)
  @Nullable Range range;

  /** Both or none. */
  static final class Range {

    @Option(
        names = "--from",
        required = true,
        paramLabel = "DAY",
        converter = DayConverter.class,
        description = "First day, UTC; without it all days of the dataset.")
    @Nullable LocalDate from;

    @Option(
        names = "--to",
        required = true,
        paramLabel = "DAY",
        converter = DayConverter.class,
        description = "Last day, included.")
    @Nullable LocalDate to;

    Days days() {
      return new Days(
          Objects.requireNonNull(from, "picocli demands it"),
          Objects.requireNonNull(to, "picocli demands it"));
    }
  }

  @Override
  public Integer call() throws IOException {
    CommandSpec command = Objects.requireNonNull(spec, "picocli sets it");
    PercentilesInput input;
    try {
      input = new PercentilesInput(dataset, Optional.ofNullable(range).map(Range::days), accuracy);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
    }
    BatchConfig config = BatchConfig.from(Settings.fromEnvironment());
    RunReport report =
        BatchSession.with(
            config,
            PercentilesJob.NAME,
            input.toString(),
            (spark, run) -> new PercentilesJob(spark, config, run).run(input));
    command.commandLine().getOut().print(report.text());
    command.commandLine().getOut().flush();
    return 0;
  }
}
