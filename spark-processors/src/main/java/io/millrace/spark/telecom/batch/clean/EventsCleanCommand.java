package io.millrace.spark.telecom.batch.clean;

import io.millrace.runtime.InvalidSettingException;
import io.millrace.runtime.Settings;
import io.millrace.spark.batch.BatchException;
import io.millrace.spark.batch.BatchSession;
import io.millrace.spark.batch.RunReport;
import io.millrace.spark.batch.dataset.PublishedDataset;
import io.millrace.spark.config.BatchConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

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
      converter = Size.class,
      description = "Of a Parquet file, 1MB to 2GB. Default: ${DEFAULT-VALUE}.")
  long targetBytes;

  @Option(
      names = "--longest-line",
      paramLabel = "SIZE",
      defaultValue = "64MB",
      converter = Size.class,
      description =
          "Longer lines are kept apart unread, 1MB to 512MB; a task may hold two of them."
              + " Default: ${DEFAULT-VALUE}.")
  long longestLine;

  @Option(
      names = "--report-to",
      paramLabel = "FOLDER",
      description = "Also writes report.json and report.html there, on this machine.")
  @Nullable Path reportTo;

  /** Reads a size. */
  static final class Size implements ITypeConverter<Long> {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,6})(MB|GB)");
    private static final long SMALLEST = 1_000_000;
    private static final long LARGEST = 2_000_000_000;

    @Override
    public Long convert(String text) {
      Matcher parts = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
      if (parts.matches()) {
        long bytes =
            Long.parseLong(parts.group(1))
                * (parts.group(2).equals("MB") ? 1_000_000 : 1_000_000_000);
        if (bytes >= SMALLEST && bytes <= LARGEST) {
          return bytes;
        }
      }
      throw new TypeConversionException(
          "'" + text + "' is no size; allowed: 1MB to 2GB, such as 128MB");
    }
  }

  @Override
  public Integer call() throws IOException {
    CommandSpec command = Objects.requireNonNull(spec, "picocli sets it");
    CleanOptions options = options();
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

  private CleanOptions options() throws IOException {
    if (longestLine > CleanOptions.LONGEST_LINE) {
      throw new InvalidSettingException(
          "--longest-line", longestLine / 1_000_000 + "MB", "1MB to 512MB");
    }
    Path file = rules;
    String name = file == null ? "the usual rules" : file.toString();
    return new CleanOptions(
        Objects.requireNonNull(input, "picocli demands it"),
        dataset,
        file == null ? RuleSet.usual() : RuleSet.read(name, text(file)),
        name,
        targetBytes,
        (int) longestLine);
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
