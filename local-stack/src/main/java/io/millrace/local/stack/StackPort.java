package io.millrace.local.stack;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A TCP port of the stack, on 127.0.0.1. */
public enum StackPort {
  /** PostgreSQL's protocol. */
  POSTGRES(15_432, Component.POSTGRES),
  /** Kafka's protocol, for clients. */
  KAFKA(19_092, Component.KAFKA),
  /** Kafka's protocol, for its own controller. */
  KAFKA_CONTROLLER(19_093, Component.KAFKA),
  /** S3 by HTTP. */
  S3(19_000, Component.S3),
  /** ClickHouse by HTTP. */
  CLICKHOUSE(18_123, Component.CLICKHOUSE),
  /** The bridge's health and metrics. */
  BRIDGE(18_083, Component.BRIDGE),
  /** Spark's protocol, of a cluster's master. */
  SPARK_MASTER(17_077, Component.SPARK_MASTER),
  /** The page of the cluster's master. */
  SPARK_MASTER_PAGE(17_080, Component.SPARK_MASTER),
  /** The page of the cluster's first worker. */
  SPARK_WORKER_1_PAGE(17_081, Component.SPARK_WORKER_1),
  /** The page of the cluster's second worker. */
  SPARK_WORKER_2_PAGE(17_082, Component.SPARK_WORKER_2),
  /** The stream's health and metrics. */
  SPARK(18_090, Component.SPARK),
  /** The gateway: API, page, health and metrics. */
  GATEWAY(8_080, Component.GATEWAY),
  /** The scheduler: API, health and metrics. */
  SCHEDULER(18_093, Component.SCHEDULER),
  /** The simulator's health and metrics. */
  SIMULATOR(18_091, Component.SIMULATOR),
  /** The supervisor's own metrics. */
  STACK(18_092, null),
  /** Prometheus: its page and API. */
  PROMETHEUS(19_090, Component.PROMETHEUS),
  /** Alertmanager: its page and API. */
  ALERTMANAGER(19_094, Component.ALERTMANAGER);

  private final int usual;
  private final @Nullable Component component;

  StackPort(int usual, @Nullable Component component) {
    this.usual = usual;
    this.component = component;
  }

  /** The port it has unless told otherwise. */
  public int usual() {
    return usual;
  }

  /** The component that listens on it; empty if it is the supervisor itself. */
  public Optional<Component> component() {
    return Optional.ofNullable(component);
  }

  /** Who listens on it, for messages. */
  String owner() {
    return component == null ? "the stack's own metrics" : component.id();
  }

  /** What {@code --help} lists: the option's name and its default. */
  public static String options() {
    return Arrays.stream(values())
        .map(use -> use.option() + " (" + use.usual() + ")")
        .collect(Collectors.joining(", "));
  }

  /** The option of {@code millrace up} that changes it. */
  public String option() {
    return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-') + "-port";
  }
}
