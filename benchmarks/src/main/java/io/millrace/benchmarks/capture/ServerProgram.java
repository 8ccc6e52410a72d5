package io.millrace.benchmarks.capture;

import io.millrace.runtime.ChildProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Debezium Server with its Kafka sink, at least once. */
final class ServerProgram implements DebeziumProgram {

  /** Quarkus asks for it on JDK 24 and newer. */
  private static final String OPENED = "--add-opens=java.base/java.lang=ALL-UNNAMED";

  private final CaptureRig rig;
  private final Peers peers;
  private final String name;
  private final Tuning tuning;
  private final Path state;

  private ServerProgram(CaptureRig rig, Peers peers, String name, Tuning tuning) {
    this.rig = rig;
    this.peers = peers;
    this.name = name;
    this.tuning = tuning;
    this.state = rig.folder().resolve(name);
  }

  /**
   * How far it is from its defaults.
   *
   * @param source whether the connector is tuned as well
   * @param jvm memory, and the collector where it is not the JVM's own choice
   * @param settings beyond the connector's
   * @param description for the reader of the figures
   */
  private record Tuning(
      boolean source, List<String> jvm, Map<String, String> settings, String description) {}

  /** As fast as it gets without losing anything. */
  static ServerProgram tuned(CaptureRig rig, Peers peers, String name) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("debezium.source.offset.flush.interval.ms", "1000");
    settings.put("debezium.sink.kafka.producer.acks", "all");
    settings.put("debezium.sink.kafka.producer.compression.type", "lz4");
    // The sink waits for each batch's last acknowledgement, so lingering long costs as much again.
    settings.put("debezium.sink.kafka.producer.linger.ms", "1");
    settings.put("debezium.sink.kafka.producer.batch.size", "262144");
    settings.put("debezium.sink.kafka.producer.buffer.memory", "67108864");
    settings.put("quarkus.log.level", "WARN");
    settings.put(
        "quarkus.log.category.\"io.debezium.metrics.stats.MeasurementCollector\".level", "OFF");
    return new ServerProgram(
        rig,
        peers,
        name,
        new Tuning(
            true,
            List.of("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC"),
            settings,
            "max.batch.size 8192, max.queue.size 32768, poll.interval.ms 10, linger.ms 1,"
                + " batch.size 256 KiB, lz4, acks all, JSON without schemas, log at WARN"));
  }

  /** Nothing but what it needs to run, with memory enough. */
  static ServerProgram atDefaults(CaptureRig rig, Peers peers, String name) {
    return new ServerProgram(
        rig,
        peers,
        name,
        new Tuning(
            false,
            List.of("-Xmx1g"),
            Map.of(),
            "all defaults (so not lz4, and numeric as base64), but JSON without schemas"));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String setup() {
    return String.join(" ", tuning.jvm()) + ", " + tuning.description() + ", at least once";
  }

  @Override
  public ChildProcess start() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(peers.serverJava().toString());
    command.addAll(tuning.jvm());
    command.add(OPENED);
    command.addAll(List.of("-cp", classPath(peers.server()), "io.debezium.server.Main"));
    PropertiesFile.write(state.resolve("config").resolve("application.properties"), settings());
    return rig.launch(name, command, Map.of(), state);
  }

  private Map<String, String> settings() throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    (tuning.source() ? DebeziumSource.tuned(rig, name) : DebeziumSource.necessary(rig, name))
        .forEach((key, value) -> settings.put("debezium.source." + key, value));
    settings.put("debezium.source.offset.storage.file.filename", offsets().toString());
    settings.put("debezium.format.key.schemas.enable", "false");
    settings.put("debezium.format.value.schemas.enable", "false");
    settings.put("debezium.sink.type", "kafka");
    settings.put("debezium.sink.kafka.producer.bootstrap.servers", rig.bootstrapServers());
    for (String side : List.of("key", "value")) {
      settings.put(
          "debezium.sink.kafka.producer." + side + ".serializer",
          "org.apache.kafka.common.serialization.StringSerializer");
    }
    settings.put("quarkus.http.host", "127.0.0.1");
    settings.put("quarkus.http.port", Integer.toString(CaptureRig.freePort()));
    settings.putAll(tuning.settings());
    return settings;
  }

  /** As its own start script has it. */
  private static String classPath(Path server) throws IOException {
    try (Stream<Path> entries = Files.list(server)) {
      Path runner =
          entries
              .filter(entry -> entry.toString().endsWith("-runner.jar"))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("no runner jar in " + server));
      return runner + File.pathSeparator + server.resolve("lib") + "/*";
    }
  }

  private Path offsets() throws IOException {
    Path file = state.resolve("data").resolve("offsets.dat");
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    return file;
  }

  @Override
  public void forget() throws Exception {
    new Slots(rig).drop(slot());
    Files.deleteIfExists(offsets());
  }
}
