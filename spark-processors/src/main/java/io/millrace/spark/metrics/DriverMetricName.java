package io.millrace.spark.metrics;

import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a metric of Spark's driver is called for Prometheus: without the application's id, in snake
 * case, in base units, and with what varies in a label.
 *
 * @param name such as {@code spark_driver_block_manager_memory_max_mem_bytes}
 * @param labels {@code query} or {@code queue}, or none
 * @param factor that a value is multiplied with to be in the unit the name says
 */
record DriverMetricName(String name, Map<String, String> labels, double factor) {

  private static final String DRIVER = ".driver.";
  private static final double MEBIBYTE = 1_048_576;
  private static final double MILLISECOND = 1e-3;
  private static final double NANOSECOND = 1e-9;

  /** What depends on the number of queries or queues; neither is up to the data. */
  private static final List<Labelled> LABELLED =
      List.of(
          new Labelled(Pattern.compile("spark\\.streaming\\.(.+)\\.([^.]+)"), "streaming", "query"),
          new Labelled(
              Pattern.compile("LiveListenerBus\\.queue\\.([^.]+)\\.([^.]+)"),
              "live_listener_bus_queue",
              "queue"));

  /** The sources that are shown. */
  private static final Set<String> SOURCES =
      Set.of(
          "BlockManager",
          "CodeGenerator",
          "DAGScheduler",
          "ExecutorMetrics",
          "LiveListenerBus",
          "appStatus",
          "executor",
          "spark");

  /**
   * What says nothing here: the JVM, which has meters of its own; times by class of listener; push
   * based shuffles and HDFS, which are not used; a watermark that Spark does not keep; the sizes of
   * generated code.
   */
  private static final Pattern LEFT_OUT =
      Pattern.compile(
          "ExecutorMetrics\\.(JVM|ProcessTree|DirectPool|MappedPool|MinorGC|MajorGC|TotalGC).*"
              + "|LiveListenerBus\\.listenerProcessingTime\\..*"
              + "|CodeGenerator\\.(sourceCode|generatedClass|generatedMethod)Size"
              + "|appStatus\\.tasks\\.(un)?blackListedExecutors"
              + "|executor\\.(jvm|shuffleRemoteReqs|shuffleMerged|shuffleCorrupt|filesystem\\.).*"
              + "|executor\\.threadpool\\.(maxPool_size|completeTasks|startedTasks)"
              + "|spark\\.streaming\\..+\\.eventTime-watermark");

  /** In milliseconds, as Spark's documentation has it. */
  private static final Pattern MILLIS =
      Pattern.compile(
          "executor\\.(runTime|deserializeTime|resultSerializationTime|shuffleFetchWaitTime)"
              + "|CodeGenerator\\.compilationTime"
              + "|appStatus\\.jobDuration"
              + "|spark\\.streaming\\..+\\.latency");

  private static final Pattern NANOS =
      Pattern.compile("executor\\.(cpuTime|deserializeCpuTime|shuffleWriteTime)");

  private static final Pattern BYTES =
      Pattern.compile("ExecutorMetrics\\..*Memory|executor\\.resultSize");

  private static final Pattern WORD =
      Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

  private record Labelled(Pattern form, String prefix, String label) {}

  /** Copies the labels. */
  DriverMetricName {
    labels = Map.copyOf(labels);
  }

  /**
   * The name for a metric in Spark's registry; empty if it is not shown.
   *
   * @param spark such as {@code local-1700000000000.driver.DAGScheduler.stage.failedStages}
   */
  static Optional<DriverMetricName> of(String spark) {
    int end = spark.indexOf(DRIVER);
    if (end < 0) {
      return Optional.empty();
    }
    String own = spark.substring(end + DRIVER.length());
    String source = own.substring(0, Math.max(0, own.indexOf('.')));
    if (!SOURCES.contains(source) || LEFT_OUT.matcher(own).matches()) {
      return Optional.empty();
    }
    for (Labelled labelled : LABELLED) {
      Matcher parts = labelled.form().matcher(own);
      if (parts.matches()) {
        return Optional.of(
            named(
                own,
                labelled.prefix() + '_' + snake(parts.group(2)),
                Map.of(labelled.label(), parts.group(1))));
      }
    }
    return Optional.of(named(own, snake(own), Map.of()));
  }

  /** Likewise for a value in another unit of time. */
  DriverMetricName inSeconds(double secondsPerUnit) {
    return new DriverMetricName(name + "_seconds", labels, secondsPerUnit);
  }

  private static DriverMetricName named(String own, String snake, Map<String, String> labels) {
    // Without suffixes that only a type may bring, such as inputRate-total's.
    String name = PrometheusNaming.sanitizeMetricName("spark_driver_" + snake);
    if (name.endsWith("_mb")) {
      return new DriverMetricName(
          name.substring(0, name.length() - "mb".length()) + "bytes", labels, MEBIBYTE);
    }
    if (MILLIS.matcher(own).matches()) {
      return new DriverMetricName(name + "_seconds", labels, MILLISECOND);
    }
    if (NANOS.matcher(own).matches()) {
      return new DriverMetricName(name + "_seconds", labels, NANOSECOND);
    }
    return new DriverMetricName(BYTES.matcher(own).matches() ? name + "_bytes" : name, labels, 1);
  }

  private static String snake(String text) {
    return WORD.matcher(text)
        .replaceAll("_")
        .replaceAll("[^A-Za-z0-9]+", "_")
        .toLowerCase(Locale.ROOT);
  }
}
