package io.millrace.spark.batch;

import io.millrace.runtime.InvalidSettingException;
import io.millrace.runtime.SupervisedProcess;
import io.millrace.spark.batch.compact.CompactCommand;
import io.millrace.spark.batch.compact.EraseCommand;
import io.millrace.spark.batch.compact.RestoreCommand;
import io.millrace.spark.flights.batch.FlightsCommand;
import io.millrace.spark.retail.RetailCleanCommand;
import io.millrace.spark.telecom.batch.clean.EventsCleanCommand;
import io.millrace.spark.telecom.batch.daily.DailyCommand;
import io.millrace.spark.telecom.batch.percentiles.PercentilesCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The batch jobs, one command a domain. Runs alone ({@code local[*,4]} unless {@code
 * MILLRACE_SPARK_MASTER} says otherwise) or by {@code spark-submit --class
 * io.millrace.spark.batch.BatchApplication}.
 *
 * <p>Exit codes: 0 done; 1 it did not work, with the reason on standard error; 2 wrong arguments or
 * settings; 3 what was computed does not hold, so what was there before is there still.
 */
@Command(
    name = "batch",
    description = "Jobs over what has been stored: files, raw objects, PostgreSQL.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      FlightsCommand.class,
      EventsCleanCommand.class,
      PercentilesCommand.class,
      DailyCommand.class,
      RetailCleanCommand.class,
      CompactCommand.class,
      EraseCommand.class,
      RestoreCommand.class
    })
public final class BatchApplication implements Runnable {

  private static final int FAILED = 1;
  private static final int MISUSED = 2;
  private static final int INVALID = 3;

  @Spec @Nullable CommandSpec spec;

  private BatchApplication() {}

  /** Runs the command that the arguments name. */
  public static void main(String[] arguments) {
    SupervisedProcess.watch();
    int code = execute(arguments);
    if (code != 0) {
      // Not for 0: a cluster that runs the driver takes an exit for a failure.
      System.exit(code);
    }
  }

  /** Runs the command that the arguments name; answers its exit code. */
  static int execute(String... arguments) {
    return new CommandLine(new BatchApplication())
        .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
        .setParameterExceptionHandler(BatchApplication::misused)
        .setExecutionExceptionHandler((e, command, parsed) -> failed(e, command))
        .execute(arguments);
  }

  /** Takes where the run's report is written. */
  @Option(
      names = "--report",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description = "Also writes the run's report as JSON; MILLRACE_BATCH_REPORT does the same.")
  void reportTo(Path file) {
    ReportFile.give(file);
  }

  /** Without a command. */
  @Override
  public void run() {
    throw new InvalidSettingException(
        "COMMAND",
        "(not given)",
        String.join(", ", Objects.requireNonNull(spec, "picocli sets it").subcommands().keySet()));
  }

  private static int misused(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    String message = String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " ");
    if (!message.contains("allowed: ")) {
      message += "; allowed: " + command.getHelp().synopsis(0).strip().replaceAll("\\s+", " ");
    }
    command.getErr().println(message);
    return MISUSED;
  }

  private static int failed(Exception e, CommandLine command) {
    if (e instanceof InvalidSettingException) {
      command.getErr().println(e.getMessage());
      return MISUSED;
    }
    if (e instanceof ValidationException) {
      command.getErr().println(e.getMessage());
      return INVALID;
    }
    if (e instanceof BatchException) {
      command.getErr().println(e.getMessage());
      return FAILED;
    }
    LoggerFactory.getLogger(BatchApplication.class).atError().setCause(e).log("batch failed");
    command.getErr().println("batch failed: " + e);
    return FAILED;
  }
}
