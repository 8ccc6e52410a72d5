package io.millrace.local.stack;

import io.millrace.local.cluster.ClusterProgram;
import io.millrace.local.cluster.MasterPage;
import io.millrace.local.cluster.SparkCluster;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** How a Spark cluster is started, and the stream on it. */
final class ClusterLaunchers {

  private final StackOptions options;
  private final StateFolder folder;
  private final SparkCluster cluster;
  private final MasterPage master;

  ClusterLaunchers(
      StackOptions options, StateFolder folder, StackAddresses addresses, Secrets secrets) {
    this.options = options;
    this.folder = folder;
    this.cluster =
        new SparkCluster(
            folder.sparkCluster(), addresses.sparkCluster(), secrets.of(Secrets.Use.SPARK));
    this.master = new MasterPage(addresses.sparkCluster().masterPage());
  }

  /** The master, or one of its workers. */
  Launcher daemon(Component component) {
    return switch (component) {
      case SPARK_MASTER ->
          new Prepared(
              launcher(
                  component,
                  cluster.master(),
                  cluster.addresses().url(),
                  cluster.daemonEnvironment(),
                  this::masterTrouble),
              cluster);
      case SPARK_WORKER_1 -> worker(component, 1);
      case SPARK_WORKER_2 -> worker(component, 2);
      case POSTGRES,
          KAFKA,
          S3,
          CLICKHOUSE,
          BRIDGE,
          SPARK,
          GATEWAY,
          SCHEDULER,
          SIMULATOR,
          ALERTMANAGER,
          PROMETHEUS ->
          throw new IllegalArgumentException(component + " is no part of a Spark cluster");
    };
  }

  private Launcher worker(Component component, int number) {
    URI page = cluster.addresses().workerPage(number);
    return launcher(
        component,
        cluster.worker(number),
        page.toString(),
        cluster.daemonEnvironment(),
        () -> workerTrouble(page));
  }

  /**
   * The stream's driver, which asks the cluster for executors.
   *
   * @param environment its own settings
   * @param address of its health
   */
  Launcher stream(Map<String, String> environment, URI address) {
    Map<String, String> all =
        new TreeMap<>(SparkCluster.environment(folder.sparkCluster(), cluster.addresses().host()));
    all.putAll(environment);
    return launcher(
        Component.SPARK,
        cluster.stream(),
        address.toString(),
        all,
        new HealthProbe(address.resolve("/health"))::trouble);
  }

  private Launcher launcher(
      Component component,
      ClusterProgram program,
      String address,
      Map<String, String> environment,
      Supplier<Optional<String>> trouble) {
    Map<String, String> all = new TreeMap<>(environment);
    all.putAll(options.environment().getOrDefault(component, Map.of()));
    return new ProcessLauncher(component, Programs.of(program), all, address, trouble, folder);
  }

  private Optional<String> masterTrouble() {
    try {
      String status = master.ask().status();
      return status.equals("ALIVE") ? Optional.empty() : Optional.of("it is " + status);
    } catch (IOException e) {
      return Optional.of("its page does not answer: " + e.getMessage());
    }
  }

  private Optional<String> workerTrouble(URI page) {
    try {
      return master.ask().workers().stream().anyMatch(worker -> worker.page().equals(page))
          ? Optional.empty()
          : Optional.of("the master does not know it");
    } catch (IOException e) {
      return Optional.of("the master's page does not answer: " + e.getMessage());
    }
  }

  /**
   * Makes the cluster's files at the first start in a run; a master that comes back finds its own.
   */
  private static final class Prepared implements Launcher {

    private final Launcher launcher;
    private final SparkCluster cluster;
    private boolean done;

    Prepared(Launcher launcher, SparkCluster cluster) {
      this.launcher = launcher;
      this.cluster = cluster;
    }

    @Override
    public String address() {
      return launcher.address();
    }

    @Override
    public RunningPart launch(Progress progress) throws Exception {
      if (!done) {
        progress.at("links to Spark's libraries");
        cluster.prepare();
        done = true;
      }
      return launcher.launch(progress);
    }
  }
}
