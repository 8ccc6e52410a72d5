package io.millrace.local.stack;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A part of the stack, in the order of start. */
public enum Component {
  /** The source databases. */
  POSTGRES,
  /** Change events. */
  KAFKA,
  /** Parquet files and checkpoints. */
  S3,
  /** The analytics. */
  CLICKHOUSE,
  /** PostgreSQL to Kafka. */
  BRIDGE,
  /** Gives the workers' cores to applications. */
  SPARK_MASTER,
  /** Runs executors. */
  SPARK_WORKER_1,
  /** The same beside it. */
  SPARK_WORKER_2,
  /** Kafka to ClickHouse and S3. */
  SPARK,
  /** The REST API and the page. */
  GATEWAY,
  /** Batch jobs at their times and on request. */
  SCHEDULER,
  /** Invented traffic. */
  SIMULATOR,
  /** Shows and sends alerts; only with monitoring, and where it is installed. */
  ALERTMANAGER,
  /** Asks every process for its metrics; only with monitoring. */
  PROMETHEUS;

  /** The name for people: on the screen, of log files, in commands. */
  public String id() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /** The component of this name, if there is one. */
  public static Optional<Component> of(String id) {
    return Arrays.stream(values()).filter(component -> component.id().equals(id)).findFirst();
  }

  /** Comma-separated, for messages. */
  public static String ids() {
    return Arrays.stream(values()).map(Component::id).collect(Collectors.joining(", "));
  }

  /** The parts of a Spark cluster; without them the stream runs in one process. */
  public static Set<Component> sparkCluster() {
    return EnumSet.of(SPARK_MASTER, SPARK_WORKER_1, SPARK_WORKER_2);
  }

  /** The parts that only run where they are asked for. */
  public static Set<Component> onRequest() {
    Set<Component> parts = EnumSet.of(SCHEDULER, ALERTMANAGER, PROMETHEUS);
    parts.addAll(sparkCluster());
    return parts;
  }

  /** What must be ready before this one starts. */
  List<Component> dependencies() {
    return switch (this) {
      case POSTGRES, KAFKA, S3, CLICKHOUSE, SPARK_MASTER -> List.of();
      // What is watched need not be well: a start that fails is to be seen, too.
      case ALERTMANAGER, PROMETHEUS -> List.of();
      case SPARK_WORKER_1, SPARK_WORKER_2 -> List.of(SPARK_MASTER);
      case BRIDGE -> List.of(POSTGRES, KAFKA);
      // The bridge creates the topics that the stream subscribes to.
      case SPARK -> List.of(BRIDGE, S3, CLICKHOUSE);
      case GATEWAY -> List.of(CLICKHOUSE);
      // It would wait for PostgreSQL; a day that is due should find the others, too.
      case SCHEDULER -> List.of(POSTGRES, CLICKHOUSE, S3);
      // Events written earlier are not lost, but they would be a snapshot rather than a stream.
      case SIMULATOR -> List.of(POSTGRES, BRIDGE);
    };
  }
}
