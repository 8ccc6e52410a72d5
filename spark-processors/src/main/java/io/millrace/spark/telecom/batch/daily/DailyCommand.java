package io.millrace.spark.telecom.batch.daily;

import io.millrace.runtime.Settings;
import io.millrace.spark.batch.DayConverter;
import io.millrace.spark.batch.Days;
import io.millrace.spark.batch.RunReport;
import io.millrace.spark.config.BatchConfig;
import io.millrace.spark.config.StreamingConfig;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code batch telecom-daily}: days of telecom events. */
@Command(
    name = "telecom-daily",
    description = {
      "Computes days of telecom.daily_stats from PostgreSQL's telecom_events, and restates the",
      "stream's windows of those days that differ. A day takes the place of what is there of it."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  batch telecom-daily 2026-01-31",
      "  batch telecom-daily 2026-01-01 --to 2026-01-31",
      "  batch telecom-daily 2026-01-31 --step check"
    })
public final class DailyCommand implements Callable<Integer> {

  @Spec @Nullable CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "DAY",
      converter = DayConverter.class,
      description = "The day, or the first of several.")
  @Nullable LocalDate day;

  @Option(
      names = "--to",
      paramLabel = "DAY",
      converter = DayConverter.class,
      description = "Last day, included; without it one day.")
  @Nullable LocalDate to;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      converter = Zone.class,
      defaultValue = "Asia/Almaty",
      description = "Time zone whose days they are; ${DEFAULT-VALUE}.")
  @Nullable ZoneId zone;

  @Option(
      names = "--step",
      paramLabel = "STEP",
      defaultValue = "all",
      description = "One of ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE}.")
  @Nullable DailyStep step;

  @Option(
      names = "--patience",
      paramLabel = "DURATION",
      defaultValue = "3m",
      description = "How long to wait for the stream and for open transactions; ${DEFAULT-VALUE}.")
  String patience = "3m";

  /** Reads a zone. */
  static final class Zone implements ITypeConverter<ZoneId> {
    @Override
    public ZoneId convert(String text) {
      try {
        return ZoneId.of(text);
      } catch (DateTimeException e) {
        throw new TypeConversionException(
            "'" + text + "' is no zone; allowed: a zone such as Asia/Almaty or UTC");
      }
    }
  }

  @Override
  public Integer call() throws IOException {
    CommandSpec command = Objects.requireNonNull(spec, "picocli sets it");
    LocalDate first = Objects.requireNonNull(day, "picocli demands it");
    DailyInput input;
    try {
      input =
          new DailyInput(
              new Days(first, to == null ? first : to),
              Objects.requireNonNull(zone, "it has a default"),
              Settings.of(Map.of("--patience", patience))
                  .duration("--patience", java.time.Duration.ZERO));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
    }
    Settings settings = Settings.fromEnvironment();
    RunReport report =
        new DailyJob(BatchConfig.from(settings), StreamingConfig.Postgres.from(settings), input)
            .run(Objects.requireNonNull(step, "it has a default"));
    command.commandLine().getOut().print(report.text());
    command.commandLine().getOut().flush();
    return 0;
  }
}
