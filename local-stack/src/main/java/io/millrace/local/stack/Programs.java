package io.millrace.local.stack;

import io.millrace.local.cluster.ClusterProgram;
import io.millrace.local.cluster.SparkSettings;
import io.millrace.local.stack.ProcessLauncher.Program;
import java.util.List;
import java.util.stream.Stream;

/** The table of Millrace's own processes: what to run, with how much memory. */
public final class Programs {

  /**
   * The bridge's JVM. Most of what it makes dies when Kafka has it, so the young generation is the
   * larger one: a third less work for the collector while the bridge is behind
   * (docs/performance.md).
   */
  public static final List<String> BRIDGE_JVM = List.of("-Xmx256m", "-Xmn150m", "-XX:+UseSerialGC");

  private Programs() {}

  /** What runs a component that is a process of ours. */
  static Program of(Component component, StackOptions options) {
    return switch (component) {
      case BRIDGE ->
          new Program.Main("cdc-bridge", "io.millrace.bridge.CdcBridge", BRIDGE_JVM, List.of());
      case SPARK ->
          new Program.Main(
              "spark-processors",
              "io.millrace.spark.StreamingApplication",
              Stream.concat(
                      // No collector thread beside the query: on two cores the
                      // concurrent one costs freshness (docs/performance.md).
                      Stream.of(
                          "-Xmx1g",
                          "-XX:+UseParallelGC",
                          "-Djdk.reflect.useDirectMethodHandle=false"),
                      SparkSettings.OPENS.stream())
                  .toList(),
              List.of());
      case GATEWAY ->
          new Program.Jar(
              "quarkus-gateway/target/quarkus-app/quarkus-run.jar",
              List.of("-Xmx192m", "-XX:+UseSerialGC"));
      case SCHEDULER ->
          new Program.Jar(
              "job-scheduler/target/quarkus-app/quarkus-run.jar",
              List.of("-Xmx128m", "-XX:+UseSerialGC"));
      case SIMULATOR -> simulator(List.of("run", "--rate", Integer.toString(options.rate())));
      case POSTGRES,
          KAFKA,
          S3,
          CLICKHOUSE,
          SPARK_MASTER,
          SPARK_WORKER_1,
          SPARK_WORKER_2,
          ALERTMANAGER,
          PROMETHEUS ->
          throw new IllegalArgumentException(component + " has a launcher of its own");
    };
  }

  /** A part of a Spark cluster, or what is submitted to one. */
  static Program of(ClusterProgram program) {
    return new Program.Main(
        "spark-processors", program.mainClass(), program.options(), program.arguments());
  }

  /** A batch job: Spark alone on this machine, with all cores. */
  static Program batch(List<String> arguments) {
    return new Program.Main(
        "spark-processors",
        "io.millrace.spark.batch.BatchApplication",
        Stream.concat(
                Stream.of("-Xmx1g", "-XX:+UseParallelGC", "-Duser.timezone=UTC"),
                SparkSettings.OPENS.stream())
            .toList(),
        arguments);
  }

  /** The simulator with arguments of its own. */
  static Program simulator(List<String> arguments) {
    return new Program.Main(
        "telecom-simulator",
        "io.millrace.simulator.TelecomSimulator",
        List.of("-Xmx128m", "-XX:+UseSerialGC"),
        arguments);
  }
}
