package io.millrace.kafka.embedded;

import io.millrace.runtime.ChildProcess;
import io.millrace.runtime.ModuleClasspath;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka node in a JVM of its own, which ends with this process even when this one is killed. It
 * touches no class of Kafka, so it can be used beside any version of the client.
 *
 * <pre>{@code
 * try (KafkaProcess kafka = KafkaProcess.start(KafkaOptions.in(folder))) {
 *   properties.put("bootstrap.servers", kafka.bootstrapServers());
 * }
 * }</pre>
 */
public final class KafkaProcess implements AutoCloseable {

  /** The only address it listens on. */
  public static final String HOST = "127.0.0.1";

  private static final Logger log = LoggerFactory.getLogger(KafkaProcess.class);

  /** About 5 s on an idle machine; recovery after a kill and a busy machine take longer. */
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  private final KafkaOptions options;
  private final ChildProcess process;

  private KafkaProcess(KafkaOptions options, ChildProcess process) {
    this.options = options;
    this.process = process;
  }

  /**
   * Starts a node and waits until it counts itself among the cluster's brokers, so that topics can
   * be created.
   *
   * @throws IOException if it does not start; the message has the end of its log
   * @throws IllegalStateException if the module {@code kafka-embedded} is not built
   */
  public static KafkaProcess start(KafkaOptions wanted) throws IOException, InterruptedException {
    KafkaOptions options = withFreePorts(wanted);
    long began = System.nanoTime();
    MetadataProbe probe = new MetadataProbe(HOST, options.port());
    ChildProcess process = ChildProcess.startReady(spec(options), probe::findsABroker, START_LIMIT);
    log.atInfo()
        .addKeyValue("port", options.port())
        .addKeyValue("milliseconds", (System.nanoTime() - began) / 1_000_000)
        .log("Kafka is ready");
    return new KafkaProcess(options, process);
  }

  private static ChildProcess.Spec spec(KafkaOptions options) {
    return ChildProcess.Spec.java(
        "kafka",
        "io.millrace.kafka.embedded.KafkaNode",
        ModuleClasspath.of("kafka-embedded"),
        List.of(
            "-Xmx" + options.heapMegabytes() + "m",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dlogback.configurationFile=kafka-node-logback.xml"),
        Map.of(
            "MILLRACE_KAFKA_PORT", Integer.toString(options.port()),
            "MILLRACE_KAFKA_CONTROLLER_PORT", Integer.toString(options.controllerPort()),
            "MILLRACE_KAFKA_DATA_DIR", options.dataFolder().toString()),
        Objects.requireNonNull(options.dataFolder().getParent()),
        options.logFile());
  }

  private static KafkaOptions withFreePorts(KafkaOptions wanted) throws IOException {
    // Both are held while they are picked, so that they differ.
    try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return wanted.withPorts(
          wanted.port() == 0 ? one.getLocalPort() : wanted.port(),
          wanted.controllerPort() == 0 ? two.getLocalPort() : wanted.controllerPort());
    }
  }

  /** How it runs, with the ports it really has. */
  public KafkaOptions options() {
    return options;
  }

  /** The broker's port. */
  public int port() {
    return options.port();
  }

  /** For {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return HOST + ":" + options.port();
  }

  /** The JVM. */
  public ChildProcess process() {
    return process;
  }

  /** Controlled shutdown, within 30 s. */
  public void stop() throws InterruptedException {
    process.stop(STOP_LIMIT);
  }

  /** Ends it at once (SIGKILL). */
  public void kill() throws InterruptedException {
    process.kill();
  }

  /** {@link #stop()}. */
  @Override
  public void close() {
    try {
      stop();
    } catch (InterruptedException e) {
      process.close();
      Thread.currentThread().interrupt();
    }
  }
}
