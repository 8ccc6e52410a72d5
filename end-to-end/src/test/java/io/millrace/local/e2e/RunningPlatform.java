package io.millrace.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.monitoring.MonitoringPrograms;
import io.millrace.local.stack.CommandLines;
import io.millrace.local.stack.Component;
import io.millrace.local.stack.LocalStack;
import io.millrace.local.stack.RestartPolicy;
import io.millrace.local.stack.RunningStack;
import io.millrace.local.stack.StackOptions;
import io.millrace.local.stack.StackStartException;
import io.millrace.runtime.ChildProcess;
import io.millrace.runtime.ModuleClasspath;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The whole platform, as {@code millrace up} runs it. The first class that asks starts it, and it
 * runs until the last one has ended: starting it takes as long as many a test. Its folder stays if
 * a test has failed.
 */
final class RunningPlatform implements BeforeAllCallback, AfterEachCallback {

  /** What JVMs of tests are told that live for minutes. */
  static final String FIRST_COMPILER = "-XX:TieredStopAtLevel=1";

  private @Nullable Started started;

  private static final class Started implements ExtensionContext.Store.CloseableResource {

    private final Path folder;
    private final LocalStack stack;
    private final StackProbe probe;
    private boolean failed;

    Started() {
      try {
        folder = Files.createTempDirectory("millrace-end-to-end-");
        stack =
            LocalStack.start(
                lean(monitored(StackOptions.in(folder.resolve("state"))))
                    .withFreePorts()
                    .withoutSimulator()
                    .withRestartPolicy(RestartPolicy.LEAVE)
                    // Batches small enough that the watermark moves while a test's events come.
                    .withEnvironment(Component.SPARK, "MILLRACE_STREAM_MAX_RECORDS", "5000")
                    .withEnvironment(Component.SPARK, "MILLRACE_RAW_TRIGGER", "5s")
                    .withEnvironment(Component.SPARK, "MILLRACE_STATISTICS_INTERVAL", "2s")
                    .withEnvironment(Component.SPARK, "MILLRACE_ARCHIVE_INTERVAL", "2s")
                    // A test machine is busy and cold, as the gateway's own tests allow for.
                    .withEnvironment(Component.GATEWAY, "MILLRACE_GATEWAY_QUERY_TIMEOUT", "6s"));
        probe = new StackProbe(stack);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    /** Without the second compiler: for minutes of work it costs more than it saves. */
    private static StackOptions lean(StackOptions options) {
      StackOptions lean = options;
      for (Component part : List.of(Component.BRIDGE, Component.SPARK, Component.GATEWAY)) {
        lean = lean.withEnvironment(part, "JAVA_TOOL_OPTIONS", FIRST_COMPILER);
      }
      return lean;
    }

    /** With monitoring where Prometheus is installed: it costs little, and its series need time. */
    private static StackOptions monitored(StackOptions options) throws StackStartException {
      try {
        return MonitoringPrograms.require(System.getenv()).addTo(options);
      } catch (StackStartException e) {
        if (Boolean.parseBoolean(System.getenv("MILLRACE_MONITORING_REQUIRED"))) {
          throw e;
        }
        return options;
      }
    }

    @Override
    public void close() throws IOException {
      probe.close();
      stack.close();
      if (!failed) {
        try (Stream<Path> files = Files.walk(folder)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    started =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.create(RunningPlatform.class))
            .getOrComputeIfAbsent(Started.class, key -> new Started(), Started.class);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    running().failed |= context.getExecutionException().isPresent();
  }

  LocalStack stack() {
    return running().stack;
  }

  StackProbe probe() {
    return running().probe;
  }

  /** A file beside the platform's own. */
  Path file(String name) {
    return running().folder.resolve(name);
  }

  /** The gateway's answer. */
  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI address = stack().addresses().gateway().resolve(path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Runs the simulator to its end. */
  void simulate(String... arguments) throws Exception {
    try (ChildProcess simulator = startSimulator(arguments)) {
      assertThat(simulator.onExit().get(5, TimeUnit.MINUTES).exitValue())
          .as(Files.readString(simulator.logFile()))
          .isZero();
    }
  }

  /** Runs a batch job to its end. */
  void batch(String... arguments) throws Exception {
    RunningStack running = RunningStack.find(stack().folder()).orElseThrow();
    try (ChildProcess batch =
        ChildProcess.start(
            new ChildProcess.Spec(
                "batch",
                CommandLines.batch(List.of(arguments)),
                running.batchEnvironment(Map.of()),
                file(""),
                file("batch.log")))) {
      assertThat(batch.onExit().get(4, TimeUnit.MINUTES).exitValue())
          .as(Files.readString(batch.logFile()))
          .isZero();
    }
  }

  ChildProcess startSimulator(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                FIRST_COMPILER,
                "-cp",
                ModuleClasspath.of("telecom-simulator"),
                "io.millrace.simulator.TelecomSimulator"));
    command.addAll(List.of(arguments));
    return ChildProcess.start(
        new ChildProcess.Spec(
            "simulator", command, stack().simulatorEnvironment(), file(""), file("simulator.log")));
  }

  private Started running() {
    return Objects.requireNonNull(started, "no test has begun");
  }
}
