package io.millrace.benchmarks;

import io.millrace.local.stack.Component;
import io.millrace.local.stack.ComponentStatus;
import io.millrace.local.stack.LocalStack;
import io.millrace.local.stack.ProcessMemory;
import io.millrace.local.stack.RunningStack;
import io.millrace.local.stack.StackOptions;
import io.millrace.local.stack.StackStartException;
import io.millrace.runtime.ChildProcess;
import io.millrace.runtime.ModuleClasspath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A fresh stack in a temporary folder, with connections to both ends and its processes' CPU time.
 */
final class BenchmarkStack implements AutoCloseable {

  private final LocalStack stack;
  private final Path folder;
  private final Connection postgres;
  private final Connection clickHouse;

  private BenchmarkStack(LocalStack stack, Path folder) throws SQLException, IOException {
    this.stack = stack;
    this.folder = folder;
    RunningStack running = RunningStack.find(stack.folder()).orElseThrow();
    this.postgres = connect(running.postgres("telecom"));
    this.clickHouse = connect(running.clickHouse(Map.of()));
  }

  /**
   * Starts everything but the background simulator, on free ports: with Spark in one process, or on
   * a cluster where {@code -Dmillrace.benchmark.spark=cluster} says so.
   */
  static BenchmarkStack start()
      throws IOException, InterruptedException, StackStartException, SQLException {
    Path folder = Files.createTempDirectory("millrace-benchmark");
    StackOptions options = StackOptions.in(folder.resolve("state")).withoutSimulator();
    LocalStack stack =
        LocalStack.start((onCluster() ? options.withSparkCluster() : options).withFreePorts());
    return new BenchmarkStack(stack, folder);
  }

  private static boolean onCluster() {
    String spark = System.getProperty("millrace.benchmark.spark", "local");
    return switch (spark) {
      case "cluster" -> true;
      case "local" -> false;
      default ->
          throw new IllegalArgumentException(
              "millrace.benchmark.spark is " + spark + "; allowed: local, cluster");
    };
  }

  private static Connection connect(RunningStack.Access access) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", access.user());
    properties.setProperty("password", access.password());
    return DriverManager.getConnection(access.url(), properties);
  }

  LocalStack stack() {
    return stack;
  }

  Connection postgres() {
    return postgres;
  }

  Connection clickHouse() {
    return clickHouse;
  }

  Path folder() {
    return folder;
  }

  /** A number, by SQL. */
  static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** Starts the simulator's command with these arguments. */
  ChildProcess simulator(String... arguments) throws IOException {
    return java(
        "simulator",
        ModuleClasspath.of("telecom-simulator"),
        List.of("-Xmx192m"),
        stack.simulatorEnvironment(),
        "io.millrace.simulator.TelecomSimulator",
        arguments);
  }

  /** Starts a JVM whose output goes to {@code <name>.log} in {@link #folder()}. */
  ChildProcess java(
      String name,
      String classPath,
      List<String> jvmOptions,
      Map<String, String> environment,
      String mainClass,
      String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", classPath, mainClass));
    command.addAll(List.of(arguments));
    return ChildProcess.start(
        new ChildProcess.Spec(name, command, environment, folder, folder.resolve(name + ".log")));
  }

  /** CPU time that each running component has used so far, its children's included. */
  Map<Component, Duration> cpu() {
    Map<Component, Duration> used = new EnumMap<>(Component.class);
    for (ComponentStatus status : stack.status().components()) {
      ProcessHandle.of(status.pid())
          .ifPresent(process -> used.put(status.component(), cpu(process)));
    }
    return used;
  }

  private static Duration cpu(ProcessHandle process) {
    Duration own = process.info().totalCpuDuration().orElse(Duration.ZERO);
    return process
        .descendants()
        .map(child -> child.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(own, Duration::plus);
  }

  /** Prints what each component used since {@code before}. */
  void printCpuSince(Map<Component, Duration> before, Duration wall) {
    Duration total = Duration.ZERO;
    for (Map.Entry<Component, Duration> entry : cpu().entrySet()) {
      Duration used = entry.getValue().minus(before.getOrDefault(entry.getKey(), Duration.ZERO));
      total = total.plus(used);
      System.out.printf(
          "  %-14s %7.1f CPU-s  %5.2f cores%n",
          entry.getKey().id(),
          used.toMillis() / 1_000.0,
          (double) used.toMillis() / wall.toMillis());
    }
    System.out.printf(
        "  %-14s %7.1f CPU-s  %5.2f cores%n",
        "together", total.toMillis() / 1_000.0, (double) total.toMillis() / wall.toMillis());
  }

  /** Prints the memory that the components hold, by proportional set size. */
  void printMemory() {
    long total = 0;
    for (ComponentStatus status : stack.status().components()) {
      long bytes = ProcessMemory.ofTree(status.pid());
      total += bytes;
      System.out.printf("  %-14s %6d MB%n", status.component().id(), bytes / 1_000_000);
    }
    System.out.printf("  %-14s %6d MB%n", "together", total / 1_000_000);
  }

  @Override
  public void close() {
    try (postgres;
        clickHouse) {
      stack.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
