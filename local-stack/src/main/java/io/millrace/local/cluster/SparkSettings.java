package io.millrace.local.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Spark's own settings, for the cluster and for what is submitted to it. */
public final class SparkSettings {

  /** Spark reaches into the JDK; without these a JDK 17 refuses. */
  public static final List<String> OPENS =
      Stream.of(
              "java.lang",
              "java.lang.invoke",
              "java.lang.reflect",
              "java.io",
              "java.net",
              "java.nio",
              "java.util",
              "java.util.concurrent",
              "java.util.concurrent.atomic",
              "sun.nio.ch",
              "sun.nio.cs",
              "sun.security.action",
              "sun.util.calendar")
          .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED")
          .toList();

  /** Of one worker: an executor of the stream and one of a batch job, side by side. */
  static final int WORKER_CORES = 2;

  private static final int EXECUTOR_MEGABYTES = 512;
  static final int WORKER_MEGABYTES = 2 * EXECUTOR_MEGABYTES;

  /** Cores that one application takes, one on each worker. */
  private static final int APPLICATION_CORES = 2;

  private SparkSettings() {}

  /**
   * Of the master and the workers.
   *
   * @param recovery where the master keeps what it knows, so that it knows it after a restart
   */
  static Map<String, String> daemon(Path recovery) {
    Map<String, String> all = new TreeMap<>();
    // Otherwise whoever can connect may have the workers run anything, as this user.
    all.put("spark.authenticate", "true");
    all.put("spark.deploy.recoveryMode", "FILESYSTEM");
    all.put("spark.deploy.recoveryDirectory", recovery.toString());
    // An application that does not say how many cores it wants would get all of them.
    all.put("spark.deploy.defaultCores", Integer.toString(APPLICATION_CORES));
    all.put("spark.deploy.retainedApplications", "20");
    all.put("spark.worker.timeout", "30");
    all.put("spark.worker.cleanup.enabled", "true");
    all.put("spark.worker.cleanup.interval", "300");
    all.put("spark.worker.cleanup.appDataTtl", "3600");
    all.put("spark.worker.ui.retainedExecutors", "50");
    all.put("spark.executor.logs.rolling.strategy", "size");
    all.put("spark.executor.logs.rolling.maxSize", "10485760");
    all.put("spark.executor.logs.rolling.maxRetainedFiles", "3");
    // A page of another site must not be able to end an application.
    all.put("spark.ui.killEnabled", "false");
    // Another port than the one asked for would be found by nobody.
    all.put("spark.port.maxRetries", "0");
    return all;
  }

  /**
   * Of an application whose driver is on this machine.
   *
   * @param secret of the cluster
   * @param scratch where executors put what they unpack
   */
  static Map<String, String> application(String host, String secret, Path scratch) {
    Map<String, String> all = new TreeMap<>();
    all.put("spark.authenticate", "true");
    all.put("spark.authenticate.secret", secret);
    all.put("spark.driver.host", host);
    all.put("spark.driver.bindAddress", host);
    all.put("spark.cores.max", Integer.toString(APPLICATION_CORES));
    all.put("spark.executor.cores", "1");
    all.put("spark.executor.memory", EXECUTOR_MEGABYTES + "m");
    all.put("spark.executor.extraClassPath", SparkHome.classFolders());
    // One core each: any other collector would have nothing to run on beside the tasks.
    all.put(
        "spark.executor.extraJavaOptions",
        executorOptions("-XX:+UseSerialGC", "-Djava.io.tmpdir=" + scratch));
    return all;
  }

  /**
   * Of an application on a master that is the user's: what its workers cannot know. How much it
   * takes of them is for the user's own settings to say.
   */
  static Map<String, String> elsewhere() {
    return Map.of(
        "spark.executor.extraClassPath",
        SparkHome.wholeClassPath(),
        "spark.executor.extraJavaOptions",
        executorOptions());
  }

  /** Spark itself adds what it opens of the JDK. */
  private static String executorOptions(String... own) {
    return Stream.concat(
            Stream.of("-XX:+ExitOnOutOfMemoryError", "-Duser.timezone=UTC"), Stream.of(own))
        .collect(Collectors.joining(" "));
  }
}
