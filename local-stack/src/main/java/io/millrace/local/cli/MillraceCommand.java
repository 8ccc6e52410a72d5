package io.millrace.local.cli;

import io.millrace.local.stack.StackStartException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/**
 * The {@code millrace} command, behind the script of that name in the checkout.
 *
 * <p>Exit codes: 0 done; 1 it did not work, with the reason on standard error; 2 wrong options; 3
 * nothing is up ({@code status}); 130 stopped by Ctrl-C; 143 by SIGTERM.
 */
@Command(
    name = "millrace",
    description = "Change data capture from PostgreSQL to live analytics, on this machine.",
    mixinStandardHelpOptions = true,
    version = "millrace 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Begin with:",
      "  ./millrace up",
    },
    subcommands = {
      UpCommand.class,
      StatusCommand.class,
      DownCommand.class,
      LogsCommand.class,
      SimulateCommand.class,
      BatchCommand.class,
      JobsCommand.class,
      AuditCommand.class,
      KeysCommand.class,
      ResetCommand.class
    })
public final class MillraceCommand {

  /** It did not work. */
  static final int FAILED = 1;

  /** Wrong options. */
  static final int MISUSED = 2;

  /** Nothing is up, as {@code status} says it. */
  static final int NOT_UP = 3;

  private MillraceCommand() {}

  /** Runs the command that the arguments name, and exits with its code. */
  public static void main(String[] arguments) {
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "millrace-logback.xml");
    }
    System.exit(execute(arguments));
  }

  /** Runs the command that the arguments name; answers its exit code. */
  static int execute(String... arguments) {
    CommandLine command =
        new CommandLine(new MillraceCommand())
            .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
            .setUsageHelpWidth(100)
            .setParameterExceptionHandler(MillraceCommand::misused)
            .setExecutionExceptionHandler((e, failed, parsed) -> failed(e, failed));
    for (String passing : List.of("simulate", "batch")) {
      CommandLine passesOn = Objects.requireNonNull(command.getSubcommands().get(passing));
      passesOn.setStopAtPositional(true);
      passesOn.setUnmatchedOptionsArePositionalParams(true);
    }
    if (arguments.length == 0) {
      command.usage(command.getOut());
      return MISUSED;
    }
    return command.execute(arguments);
  }

  private static int misused(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    command.getErr().println("millrace: " + e.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr())) {
      command.getErr().println("See: " + command.getCommandSpec().qualifiedName() + " --help");
    }
    return MISUSED;
  }

  private static int failed(Exception e, CommandLine command) throws Exception {
    if (e instanceof IllegalArgumentException) {
      command.getErr().println("millrace: " + e.getMessage());
      return MISUSED;
    }
    if (e instanceof StackStartException || e instanceof java.io.IOException) {
      command.getErr().println("millrace: " + e.getMessage());
      return FAILED;
    }
    throw e;
  }
}
