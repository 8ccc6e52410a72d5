package io.millrace.spark.telecom.batch.clean;

import io.millrace.runtime.InvalidSettingException;
import io.millrace.runtime.Settings;
import io.millrace.spark.batch.BatchException;
import io.millrace.spark.batch.BatchSession;
import io.millrace.spark.batch.ByteSize;
import io.millrace.spark.batch.RunReport;
import io.millrace.spark.batch.dataset.PublishedDataset;
import io.millrace.spark.config.BatchConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code batch events-clean}: files of telecom events. */
@Command(
    name = CleanJob.NAME,
    description = {
      "Cleans files of telecom events, a JSON object a line, plain, gzip or zstd: what is right or can",
      "be put right goes to Parquet in s3a://processed-data, what is wrong goes beside it with the",
      "rule it breaks and its original bytes, and a report says how much of what there was. Run again",
      "on the same input, it replaces what it wrote."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  batch events-clean data/generated",
      "  batch events-clean 's3a://raw-data/telecom-files/2026-11-*.jsonl.gz'",
      "  batch events-clean data/generated --rules my.rules.json --report-to reports"
    })
public final class EventsCleanCommand implements Callable<Integer> {

  @Spec @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "INPUT",
      description =
          "A folder, a file, or a pattern with * ? [a-b] {a,b}, on this machine's disks or"
              + " s3a://bucket/path. Of a folder, files named *.jsonl and *.ndjson are read, with or"
              + " without .gz or .zst.")
  @Nullable String input;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      defaultValue = "events",
      description = "Where it goes: s3a://processed-data/NAME. Default: ${DEFAULT-VALUE}.")
  String dataset = "events";

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description = "Other rules than the usual ones; see docs/events-clean.md.")
  @Nullable Path rules;

  @Option(
      names = "--target-size",
      paramLabel = "SIZE",
      defaultValue = "128MB",
      description = "Of a Parquet file, 1MB to 2GB. Default: ${DEFAULT-VALUE}.")
  String targetSize = "";

  @Option(
      names = "--longest-line",
      paramLabel = "SIZE",
      defaultValue = "64MB",
      description =
          "Longer lines are kept apart unread, 1MB to 512MB; a task may hold two of them."
              + " Default: ${DEFAULT-VALUE}.")
  String longestLine = "";

  @Option(
      names = "--report-to",
      paramLabel = "FOLDER",
      description = "Also writes report.json and report.html there, on this machine.")
  @Nullable Path reportTo;

  @Override
  public Integer call() throws IOException {
    CommandSpec command = Objects.requireNonNull(spec, "picocli sets it");
    CleanOptions options = options(command);
    BatchConfig config = BatchConfig.from(Settings.fromEnvironment());
    RunReport summary =
        BatchSession.with(
            config,
            CleanJob.NAME,
            options.input(),
            (spark, run) -> {
              CleanReport report = new CleanJob(spark, options, run).run();
              if (reportTo != null) {
                write(report, reportTo);
              }
              return report.summary(PublishedDataset.folder(options.dataset(), run));
            });
    command.commandLine().getOut().print(summary.text());
    command.commandLine().getOut().flush();
    return 0;
  }

  private CleanOptions options(CommandSpec command) {
    Path file = rules;
    String name = file == null ? "the usual rules" : file.toString();
    try {
      return new CleanOptions(
          Objects.requireNonNull(input, "picocli demands it"),
          dataset,
          file == null ? RuleSet.usual() : RuleSet.read(name, text(file)),
          name,
          ByteSize.parse(targetSize),
          ByteSize.parse(longestLine));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new InvalidSettingException(
          "--rules", file.toString(), "a file that can be read: " + e);
    }
  }

  private static void write(CleanReport report, Path folder) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(CleanReport.JSON_NAME), report.json());
      Files.writeString(folder.resolve(CleanReport.PAGE_NAME), CleanReportPage.html(report));
    } catch (IOException e) {
      throw new BatchException(
          "--report-to is " + folder + "; it cannot be written: " + e + "; the run is published",
          e);
    }
  }
}
