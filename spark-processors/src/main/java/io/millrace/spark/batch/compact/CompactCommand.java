package io.millrace.spark.batch.compact;

import io.millrace.runtime.Settings;
import io.millrace.spark.batch.BatchSession;
import io.millrace.spark.batch.ByteSize;
import io.millrace.spark.batch.ObjectStore;
import io.millrace.spark.batch.RunReport;
import io.millrace.spark.config.BatchConfig;
import io.millrace.spark.config.SparkSessions;
import io.millrace.spark.config.StreamingConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code batch compact}: few files of a good size in the place of many small ones. */
@Command(
    name = "compact",
    description = {
      "Writes the small Parquet files of datasets into few of a good size, sorted and compressed,",
      "and publishes those in their place: readers see the one or the other, with the same rows.",
      "A partition whose files are fine is left alone; run again, it does nothing."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  batch compact events --dry-run",
      "  batch compact events --target-size 256MB",
      "  batch compact raw-changes raw-flights"
    })
public final class CompactCommand implements Callable<Integer> {

  @Spec @Nullable CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "DATASET",
      description = {
        "Names of datasets of s3a://processed-data, such as events; raw-changes: the archives of",
        "change events, into the datasets changes/DATABASE/TABLE; raw-flights: the snapshots of",
        "s3a://raw-data/flights, into the dataset raw_flights."
      })
  List<String> targets = List.of();

  @Option(
      names = "--target-size",
      paramLabel = "SIZE",
      defaultValue = "128MB",
      description = "How large a file is to be, as it is stored: ${DEFAULT-VALUE}.")
  String targetSize = "";

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      defaultValue = "1h",
      converter = DurationText.class,
      description = "How long replaced files stay for those who read them: ${DEFAULT-VALUE}.")
  Duration grace = Duration.ZERO;

  @Option(
      names = "--abandoned-after",
      paramLabel = "TIME",
      defaultValue = "24h",
      converter = DurationText.class,
      description =
          "When files of a run that has published nothing are removed: ${DEFAULT-VALUE} after it"
              + " began.")
  Duration abandonedAfter = Duration.ZERO;

  @Option(
      names = "--closed-after",
      paramLabel = "TIME",
      defaultValue = "1h",
      converter = DurationText.class,
      description =
          "How long after its end an hour of raw-changes is taken in, and how old an object of"
              + " raw-flights has to be: ${DEFAULT-VALUE}. What comes later is taken in by the next"
              + " run.")
  Duration closedAfter = Duration.ZERO;

  @Option(names = "--dry-run", description = "Says what would be done, and does nothing.")
  boolean dryRun;

  @Override
  public Integer call() throws IOException {
    CommandSpec command = Objects.requireNonNull(spec, "picocli sets it");
    Settings settings = Settings.fromEnvironment();
    CompactOptions options;
    try {
      options =
          new CompactOptions(
              targets,
              ByteSize.parse(targetSize),
              grace,
              abandonedAfter,
              closedAfter,
              StreamingConfig.checkpointLocation(settings));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
    }
    RunReport report = report(BatchConfig.from(settings), options);
    command.commandLine().getOut().print(report.text());
    command.commandLine().getOut().flush();
    return 0;
  }

  private RunReport report(BatchConfig config, CompactOptions options) throws IOException {
    if (dryRun) {
      ObjectStore store =
          new ObjectStore(SparkSessions.storeForBatch(config.master(), config.s3()));
      return new CompactJob(store, options).dryRun();
    }
    return BatchSession.with(
        config,
        CompactJob.NAME,
        options.toString(),
        (spark, run) ->
            new CompactJob(new ObjectStore(spark.sparkContext().hadoopConfiguration()), options)
                .run(spark, run));
  }
}
