package io.millrace.local.cli;

import io.millrace.local.monitoring.MonitoringPrograms;
import io.millrace.local.stack.Component;
import io.millrace.local.stack.LocalStack;
import io.millrace.local.stack.RunningStack;
import io.millrace.local.stack.StackOptions;
import io.millrace.local.stack.StackStartException;
import io.millrace.local.stack.StateFolder;
import io.millrace.runtime.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace up}: starts everything. */
@Command(
    name = "up",
    description = {
      "Starts everything and shows it, until Ctrl-C stops it. What was there yesterday is there"
          + " again.",
      "",
      "Options:"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  ./millrace up                        everything, with 200 events a second",
      "  ./millrace up -d --rate 1000         in the background, busier",
      "  ./millrace up --no-simulator         without invented events",
      "  ./millrace up --monitoring           watched by Prometheus, which must be installed",
      "  ./millrace up --spark-cluster        with Spark on a cluster; its page is on port 17080",
      "  ./millrace up --gateway-port 8081    where 8080 is taken",
      "  ./millrace up --kafka broker:9092    with a Kafka of yours",
      "",
      "Exit codes: 0 up (with -d) or stopped; 1 something did not start; 2 wrong options;",
      "130 stopped by Ctrl-C."
    })
final class UpCommand implements Callable<Integer> {

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = {"-d", "--detach"},
      description = "Return once all is ready, and leave it running.")
  boolean detach;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Events per second that the simulator writes, 1 to 20000. Default: 200.")
  int rate = StackOptions.USUAL_RATE;

  @Option(names = "--no-simulator", description = "Write no invented events.")
  boolean noSimulator;

  @Option(names = "--no-scheduler", description = "Run no batch jobs by themselves.")
  boolean noScheduler;

  @Option(
      names = "--monitoring",
      description = {
        "Start Prometheus, and Alertmanager where it is installed, with the rules and alerts of"
            + " observability/. MILLRACE_PROMETHEUS and MILLRACE_ALERTMANAGER name the programs"
            + " where they are not on the PATH."
      })
  boolean monitoring;

  @Option(
      names = "--spark-cluster",
      description =
          "Run the stream on a Spark master and two workers, processes of their own, and batch"
              + " jobs too. Takes about 1.7 GB more memory.")
  boolean sparkCluster;

  @Mixin StateOption stateOption = new StateOption();

  @Mixin PortOptions ports = new PortOptions();

  @Mixin ExternalOptions external = new ExternalOptions();

  @Option(names = DetachedStack.OPTION, hidden = true)
  boolean detached;

  @Override
  public Integer call() throws IOException, StackStartException, InterruptedException {
    StateFolder folder = stateOption.state();
    StackOptions options = options(folder);
    Screen screen = Screen.of(System.getenv());
    if (detach) {
      return new DetachedStack(folder, screen).start(commandLine().getParseResult().originalArgs());
    }
    Optional<RunningStack> running = RunningStack.find(folder);
    if (running.isPresent()) {
      throw new StackStartException(
          "already up, as process "
              + running.get().status().pid()
              + ": see \"./millrace status\", or end it with \"./millrace down\"");
    }
    if (!detached) {
      rotateLog(folder);
    }
    System.setProperty("millrace.log", folder.log("supervisor").toString());
    return run(options, folder, screen);
  }

  private CommandLine commandLine() {
    if (spec == null) {
      throw new IllegalStateException("not called by picocli");
    }
    return spec.root().commandLine();
  }

  private StackOptions options(StateFolder folder) throws StackStartException {
    StackOptions options = StackOptions.in(folder.root()).withRate(rate);
    if (noSimulator) {
      options = options.withoutSimulator();
    }
    if (!noScheduler) {
      options = options.with(Component.SCHEDULER);
    }
    if (monitoring) {
      options = MonitoringPrograms.require(System.getenv()).addTo(options);
    }
    if (sparkCluster) {
      options = options.withSparkCluster();
    }
    return external.apply(ports.apply(options), Settings.fromEnvironment());
  }

  static void rotateLog(StateFolder folder) throws IOException {
    Path log = folder.log("supervisor");
    Files.createDirectories(log.resolveSibling("."));
    if (Files.exists(log)) {
      Files.move(log, log.resolveSibling("supervisor.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static int run(StackOptions options, StateFolder folder, Screen screen)
      throws IOException, StackStartException, InterruptedException {
    LocalStack stack = LocalStack.prepare(options, LocalStack.StatusListener.NONE);
    StackDisplay display = new StackDisplay(screen, "Millrace is starting", stack::status);
    // Ctrl-C and SIGTERM end the JVM, which runs this first.
    Thread hook = new Thread(() -> stop(stack, display), "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      stack.run();
    } catch (StackStartException | RuntimeException e) {
      if (isEnding(hook)) {
        return endless();
      }
      Runtime.getRuntime().removeShutdownHook(hook);
      stop(stack, display);
      throw e;
    }
    display.say(
        Welcome.title(stack.status()),
        Welcome.lines(folder, stack.status(), "Ctrl-C stops everything."));
    return endless();
  }

  /** Whether the JVM is on its way out; its hooks cannot be taken back then. */
  private static boolean isEnding(Thread hook) {
    try {
      return !Runtime.getRuntime().removeShutdownHook(hook) || restored(hook);
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private static boolean restored(Thread hook) {
    Runtime.getRuntime().addShutdownHook(hook);
    return false;
  }

  private static int endless() throws InterruptedException {
    new CountDownLatch(1).await();
    return 0;
  }

  private static void stop(LocalStack stack, StackDisplay display) {
    display.say("Millrace is stopping", java.util.List.of());
    stack.close();
    display.say("Millrace has stopped", java.util.List.of());
    display.close();
  }
}
