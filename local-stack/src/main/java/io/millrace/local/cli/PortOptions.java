package io.millrace.local.cli;

import io.millrace.local.stack.StackOptions;
import io.millrace.local.stack.StackPort;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The ports that {@code up} listens on, all of them on 127.0.0.1. */
final class PortOptions {

  @Option(
      names = "--gateway-port",
      paramLabel = "PORT",
      description = "API, page, health and metrics. Default: 8080; 0 takes any free one.")
  @Nullable Integer gateway;

  @Option(
      names = "--postgres-port",
      paramLabel = "PORT",
      description = "PostgreSQL. Default: 15432.")
  @Nullable Integer postgres;

  @Option(names = "--kafka-port", paramLabel = "PORT", description = "Kafka. Default: 19092.")
  @Nullable Integer kafka;

  @Option(
      names = "--kafka-controller-port",
      paramLabel = "PORT",
      description = "Kafka's controller. Default: 19093.")
  @Nullable Integer kafkaController;

  @Option(names = "--s3-port", paramLabel = "PORT", description = "S3. Default: 19000.")
  @Nullable Integer s3;

  @Option(
      names = "--clickhouse-port",
      paramLabel = "PORT",
      description = "ClickHouse by HTTP. Default: 18123.")
  @Nullable Integer clickHouse;

  @Option(
      names = "--bridge-port",
      paramLabel = "PORT",
      description = "Health and metrics of the bridge. Default: 18083.")
  @Nullable Integer bridge;

  @Option(
      names = "--spark-port",
      paramLabel = "PORT",
      description = "Health and metrics of the stream. Default: 18090.")
  @Nullable Integer spark;

  @Option(
      names = "--simulator-port",
      paramLabel = "PORT",
      description = "Health and metrics of the simulator. Default: 18091.")
  @Nullable Integer simulator;

  @Option(
      names = "--stack-port",
      paramLabel = "PORT",
      description = "Metrics of the stack itself. Default: 18092.")
  @Nullable Integer stack;

  @Option(
      names = "--prometheus-port",
      paramLabel = "PORT",
      description = "Prometheus, with --monitoring. Default: 19090.")
  @Nullable Integer prometheus;

  @Option(
      names = "--alertmanager-port",
      paramLabel = "PORT",
      description = "Alertmanager, with --monitoring. Default: 19094.")
  @Nullable Integer alertmanager;

  StackOptions apply(StackOptions options) {
    StackOptions changed = options;
    for (Map.Entry<StackPort, Integer> port : given().entrySet()) {
      changed = changed.withPort(port.getKey(), port.getValue());
    }
    return changed;
  }

  private Map<StackPort, Integer> given() {
    Map<StackPort, Integer> given = new EnumMap<>(StackPort.class);
    for (StackPort use : StackPort.values()) {
      Integer port =
          switch (use) {
            case POSTGRES -> postgres;
            case KAFKA -> kafka;
            case KAFKA_CONTROLLER -> kafkaController;
            case S3 -> s3;
            case CLICKHOUSE -> clickHouse;
            case BRIDGE -> bridge;
            case SPARK -> spark;
            case GATEWAY -> gateway;
            case SIMULATOR -> simulator;
            case STACK -> stack;
            case PROMETHEUS -> prometheus;
            case ALERTMANAGER -> alertmanager;
          };
      if (port != null) {
        given.put(use, port);
      }
    }
    return given;
  }
}
