package io.millrace.local.stack;

import io.millrace.local.cluster.SparkCluster;
import io.millrace.local.cluster.SparkHome;
import io.millrace.local.monitoring.MonitoringProcesses;
import io.millrace.local.monitoring.MonitoringPrograms;
import io.millrace.runtime.ModuleClasspath;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/**
 * How each part of a stack is started.
 *
 * @param embedded starts the engines
 * @param cluster starts Spark's master and workers, and the stream on them
 */
record Launchers(
    StackOptions options,
    StateFolder folder,
    StackAddresses addresses,
    ProcessEnvironment environment,
    EmbeddedLaunchers embedded,
    ClusterLaunchers cluster) {

  /**
   * Checks that everything is there that will be started.
   *
   * @throws StackStartException naming what is missing, and the remedy
   */
  static void requireBuilt(StackOptions options) throws StackStartException {
    for (Component component : Component.values()) {
      if (options.starts(component)) {
        try {
          switch (component) {
            case KAFKA -> ModuleClasspath.of("kafka-embedded");
            case S3 -> ModuleClasspath.of("s3-embedded");
            case CLICKHOUSE -> ModuleClasspath.of("clickhouse-embedded");
            case POSTGRES -> {
              // Its programs come with this process's own class path.
            }
            case SPARK_MASTER, SPARK_WORKER_1, SPARK_WORKER_2 -> SparkCluster.requireBuilt();
            case BRIDGE, SPARK, GATEWAY, SCHEDULER, SIMULATOR ->
                Programs.of(component, options).target();
            case ALERTMANAGER, PROMETHEUS -> {
              // Installed, not built.
              MonitoringPrograms.require(System.getenv());
              MonitoringProcesses.requireKey(
                  new StateFolder(options.stateFolder()), System.getenv());
            }
          }
        } catch (IllegalStateException e) {
          throw new StackStartException(component.id() + ": " + e.getMessage(), e);
        }
      }
    }
  }

  /** What starts the component, or asks the one that the user runs. */
  Launcher of(Component component) {
    ExternalEngine external = options.external().get(component);
    if (external != null) {
      return new ExternalLauncher(external, () -> Questions.ask(external));
    }
    String address = addresses.of(component);
    return switch (component) {
      case POSTGRES -> new Addressed(address, embedded::postgres);
      case KAFKA -> new Addressed(address, embedded::kafka);
      case S3 -> new Addressed(address, embedded::s3);
      case CLICKHOUSE -> new Addressed(address, embedded::clickHouse);
      case BRIDGE -> process(component, environment.bridge(), addresses.bridge(), "/health");
      case SPARK_MASTER, SPARK_WORKER_1, SPARK_WORKER_2 -> cluster.daemon(component);
      case SPARK ->
          options.hasSparkCluster()
              ? cluster.stream(environment.spark(), addresses.spark())
              : process(component, environment.spark(), addresses.spark(), "/health");
      case GATEWAY ->
          process(component, environment.gateway(), addresses.gateway(), "/q/health/ready");
      case SCHEDULER ->
          new Addressed(
              address,
              progress -> {
                SparkHome.in(folder.schedulerSpark());
                return process(
                        component,
                        environment.scheduler(options.hasSparkCluster()),
                        addresses.scheduler(),
                        "/q/health/ready")
                    .launch(progress);
              });
      case SIMULATOR ->
          process(component, environment.simulator(), addresses.simulator(), "/health");
      case ALERTMANAGER ->
          new Addressed(
              address,
              progress ->
                  ProcessLauncher.started(
                      monitoring().alertmanager(),
                      new HealthProbe(addresses.alertmanager().resolve("/-/ready"))::trouble,
                      progress));
      case PROMETHEUS ->
          new Addressed(
              address,
              progress ->
                  ProcessLauncher.started(
                      monitoring().prometheus(),
                      new HealthProbe(addresses.prometheus().resolve("/-/ready"))::trouble,
                      progress));
    };
  }

  private MonitoringProcesses monitoring() throws StackStartException {
    return new MonitoringProcesses(
        MonitoringPrograms.require(System.getenv()), folder, addresses, options, System.getenv());
  }

  private Launcher process(
      Component component, Map<String, String> variables, URI address, String health) {
    Map<String, String> all = new TreeMap<>(variables);
    all.putAll(options.environment().getOrDefault(component, Map.of()));
    return new ProcessLauncher(
        component,
        Programs.of(component, options),
        all,
        address.toString(),
        new HealthProbe(address.resolve(health))::trouble,
        folder);
  }

  private interface Start {
    RunningPart launch(Launcher.Progress progress) throws Exception;
  }

  private record Addressed(String address, Start start) implements Launcher {
    @Override
    public RunningPart launch(Progress progress) throws Exception {
      return start.launch(progress);
    }
  }
}
