package io.millrace.spark.batch.compact;

import io.millrace.runtime.Settings;
import io.millrace.spark.batch.ObjectStore;
import io.millrace.spark.batch.RunId;
import io.millrace.spark.batch.dataset.Manifest;
import io.millrace.spark.batch.dataset.PublishedDataset;
import io.millrace.spark.config.BatchConfig;
import io.millrace.spark.config.SparkSessions;
import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code batch restore}: an earlier version of a dataset. */
@Command(
    name = "restore",
    description = {
      "Makes a version of a dataset that was kept the current one, as a new version: the newest, if",
      "the manifest was damaged, or an earlier one, to undo what was published since."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  batch restore events",
      "  batch restore events --version-number 12"
    })
public final class RestoreCommand implements Callable<Integer> {

  @Spec @Nullable CommandSpec spec;

  @Parameters(paramLabel = "DATASET", description = "Its name, such as events.")
  String dataset = "";

  @Option(
      names = "--version-number",
      paramLabel = "NUMBER",
      description = "Which one, among those whose files are there; the newest unless given.")
  @Nullable Long version;

  @Override
  public Integer call() throws IOException {
    CommandSpec command = Objects.requireNonNull(spec, "picocli sets it");
    try {
      PublishedDataset.checked(dataset);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
    }
    BatchConfig config = BatchConfig.from(Settings.fromEnvironment());
    ObjectStore store = new ObjectStore(SparkSessions.storeForBatch(config.master(), config.s3()));
    Manifest now =
        new PublishedDataset(store, dataset)
            .restore(
                RunId.at(Instant.now()),
                version == null ? OptionalLong.empty() : OptionalLong.of(version));
    command
        .commandLine()
        .getOut()
        .printf(
            "dataset %s is at version %d now, with %d files%n",
            dataset, now.version(), now.files().size());
    command.commandLine().getOut().flush();
    return 0;
  }
}
