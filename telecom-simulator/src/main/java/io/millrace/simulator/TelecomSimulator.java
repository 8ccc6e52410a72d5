package io.millrace.simulator;

import io.millrace.runtime.InvalidSettingException;
import io.millrace.runtime.SupervisedProcess;
import io.millrace.simulator.writer.EventWriteException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/**
 * Writes events into PostgreSQL: telecom's by {@code run}, which invents them, and {@code replay}
 * of a file, states of aircraft by {@code flights}; {@code generate} writes files. The target comes
 * from the environment ({@code MILLRACE_POSTGRES_…}).
 *
 * <p>Exit codes: 0 done, 1 PostgreSQL refused the events, 2 wrong settings or options, 143 stopped.
 */
@Command(
    name = "telecom-simulator",
    description = "Writes events into PostgreSQL, invented, replayed or live.",
    mixinStandardHelpOptions = true,
    subcommands = {
      RunCommand.class,
      ReplayCommand.class,
      FlightsCommand.class,
      GenerateCommand.class
    })
public final class TelecomSimulator {

  private static final int REFUSED = 1;
  private static final int MISUSED = 2;
  private static final int STOPPED = 143;
  private static final String LOGBACK_CONFIGURATION = "logback.configurationFile";

  private TelecomSimulator() {}

  /** Runs the command that the arguments name, and exits with its code. */
  public static void main(String[] arguments) {
    if (System.getProperty(LOGBACK_CONFIGURATION) == null) {
      // A name of its own, so that a process with several modules on its class path has no clash.
      System.setProperty(LOGBACK_CONFIGURATION, "telecom-simulator-logback.xml");
    }
    SupervisedProcess.watch();
    CountDownLatch ended = new CountDownLatch(1);
    stopInOrder(Thread.currentThread(), ended);
    int code = execute(arguments);
    ended.countDown();
    System.exit(code);
  }

  /** Runs the command that the arguments name; answers its exit code. */
  static int execute(String... arguments) {
    return new CommandLine(new TelecomSimulator())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(TelecomSimulator::misused)
        .setExecutionExceptionHandler((e, command, parsed) -> failed(e, command))
        .execute(arguments);
  }

  private static int misused(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    command
        .getErr()
        .println(e.getMessage() + " (see " + command.getCommandSpec().qualifiedName() + " --help)");
    return MISUSED;
  }

  private static int failed(Exception e, CommandLine command) throws Exception {
    if (e instanceof InterruptedException) {
      LoggerFactory.getLogger(TelecomSimulator.class).info("stopped");
      return STOPPED;
    }
    if (e instanceof InvalidSettingException || e instanceof IllegalArgumentException) {
      command.getErr().println(e.getMessage());
      return MISUSED;
    }
    if (e instanceof EventWriteException) {
      command.getErr().println(e.getMessage());
      return REFUSED;
    }
    throw e;
  }

  // SIGTERM and Ctrl-C: the transaction at hand ends, then the process does.
  private static void stopInOrder(Thread worker, CountDownLatch ended) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  worker.interrupt();
                  try {
                    ended.await(10, TimeUnit.SECONDS);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                },
                "stop"));
  }
}
