package io.millrace.spark.batch.compact;

import io.millrace.runtime.Settings;
import io.millrace.spark.batch.BatchSession;
import io.millrace.spark.batch.RunReport;
import io.millrace.spark.config.BatchConfig;
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
import picocli.CommandLine.Spec;

/** {@code batch erase}: forgets a subscriber. */
@Command(
    name = "erase",
    description = {
      "Forgets a subscriber: finds the files of datasets and of the raw change archives that name",
      "him, writes them anew without him, removes the old ones at once and looks again. A row of",
      "another's of which he is the counterparty stays, without him. docs/batch-storage.md says",
      "what it does not reach."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  batch erase --subscriber 0123456789abcdef-01",
      "  batch erase --subscriber 0123456789abcdef-01 --dataset events --dataset raw-changes"
    })
public final class EraseCommand implements Callable<Integer> {

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--subscriber",
      required = true,
      paramLabel = "MASK",
      description = "The masked number, as the data has it. Reports and logs show a hash of it.")
  String subscriber = "";

  @Option(
      names = "--dataset",
      paramLabel = "DATASET",
      description =
          "Only there; may be given several times: a dataset, or raw-changes. Everywhere unless"
              + " given.")
  List<String> targets = List.of();

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      defaultValue = "0s",
      converter = DurationText.class,
      description =
          "How long the old files stay for those who read them: ${DEFAULT-VALUE}, at once.")
  Duration grace = Duration.ZERO;

  @Option(
      names = "--abandoned-after",
      paramLabel = "TIME",
      defaultValue = "24h",
      converter = DurationText.class,
      description =
          "When files of a run that has published nothing are removed: ${DEFAULT-VALUE} after it"
              + " began. Until then they are an error if they name him.")
  Duration abandonedAfter = Duration.ZERO;

  @Override
  public Integer call() throws IOException {
    CommandSpec command = Objects.requireNonNull(spec, "picocli sets it");
    Settings settings = Settings.fromEnvironment();
    EraseOptions options;
    try {
      options =
          new EraseOptions(
              new Subscriber(subscriber),
              targets,
              grace,
              abandonedAfter,
              StreamingConfig.checkpointLocation(settings));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
    }
    RunReport report =
        BatchSession.with(
            BatchConfig.from(settings),
            EraseJob.NAME,
            options.toString(),
            (spark, run) -> new EraseJob(spark, options, run).run());
    command.commandLine().getOut().print(report.text());
    command.commandLine().getOut().flush();
    return 0;
  }
}
