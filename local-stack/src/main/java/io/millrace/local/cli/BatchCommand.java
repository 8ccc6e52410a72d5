package io.millrace.local.cli;

import io.millrace.local.stack.CommandLines;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code millrace batch}: computes days anew in a stack that is up. */
@Command(
    name = "batch",
    description = {
      "Computes whole days anew, with Spark on this machine, from the raw snapshots in S3 or from",
      "PostgreSQL, and puts them in the place of what is there. What follows is for the job."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 done; 1 it did not work; 2 wrong arguments.",
      "",
      "Examples:",
      "  ./millrace batch flights --from-s3 's3a://raw-data/flights/*.json.gz'",
      "  ./millrace batch flights --from-postgres 2021-10-01 2021-10-31",
      "  ./millrace batch flights --help                         all it can do"
    })
final class BatchCommand implements Callable<Integer> {

  @Mixin StateOption stateOption = new StateOption();

  @Parameters(paramLabel = "ARGUMENTS", arity = "1..*", description = "The job and its arguments.")
  List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    boolean help = arguments.contains("--help") || arguments.contains("-h");
    Map<String, String> environment =
        help
            ? Map.of()
            : ForegroundProcess.stack(stateOption.state()).batchEnvironment(System.getenv());
    return ForegroundProcess.run(CommandLines.batch(arguments), environment);
  }
}
