package io.millrace.local.cli;

import io.millrace.local.stack.CommandLines;
import io.millrace.local.stack.RunningStack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace batch}: runs a batch job in a stack that is up. */
@Command(
    name = "batch",
    description = {
      "Runs a batch job in a stack that is up: on its Spark cluster if it has one, else with Spark on",
      "this machine alone. What follows is for the job: events-clean, percentiles, telecom-daily,",
      "retail-clean, flights, compact, erase, restore."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 done; 1 it did not work; 2 wrong arguments; 3 the result did not hold, so what",
      "was there before is there still.",
      "",
      "Examples:",
      "  ./millrace batch events-clean data/generated --report-to reports",
      "  ./millrace batch telecom-daily 2026-11-20",
      "  ./millrace batch retail-clean sales.csv",
      "  ./millrace batch flights --from-s3 's3a://raw-data/flights/*.json.gz'",
      "  ./millrace batch flights --from-postgres 2021-10-01 2021-10-31",
      "  ./millrace batch --master 'local[4]' flights --from-s3 's3a://raw-data/flights/*.json.gz'",
      "  ./millrace batch flights --help                         all it can do"
    })
final class BatchCommand implements Callable<Integer> {

  private static final Pattern MASTER =
      Pattern.compile("spark://[^:,/]+:\\d+(,[^:,/]+:\\d+)*|local\\[(\\d+|\\*)(,\\d+)?]");

  @Mixin StateOption stateOption = new StateOption();

  @Option(
      names = "--master",
      paramLabel = "URL",
      description =
          "Another Spark, 3.5 with Scala 2.12: spark://host:port whose workers see this checkout at"
              + " the same path, or local[N]. Its own settings are read from SPARK_CONF_DIR.")
  @Nullable String master;

  @Parameters(paramLabel = "ARGUMENTS", arity = "1..*", description = "The job and its arguments.")
  List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    boolean help = arguments.contains("--help") || arguments.contains("-h");
    if (master != null && !MASTER.matcher(master).matches()) {
      throw new IllegalArgumentException(
          "--master is " + master + "; allowed: spark://host:port, local[N] or local[*]");
    }
    if (help) {
      return ForegroundProcess.run(CommandLines.batch(arguments), Map.of());
    }
    RunningStack stack = ForegroundProcess.stack(stateOption.state());
    return ForegroundProcess.run(
        master == null
            ? stack.batchCommand(arguments)
            : CommandLines.batchElsewhere(master, arguments),
        stack.batchEnvironment(System.getenv()));
  }
}
