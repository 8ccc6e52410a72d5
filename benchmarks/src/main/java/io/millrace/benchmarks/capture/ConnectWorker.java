package io.millrace.benchmarks.capture;

import io.millrace.runtime.ChildProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What Connect's workers have in common, standalone or distributed. */
final class ConnectWorker {

  private static final List<String> JVM = List.of("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC");

  private static final Map<String, String> PRODUCER =
      Map.of(
          "acks", "all",
          "compression.type", "lz4",
          "linger.ms", "5",
          "batch.size", "262144",
          "buffer.memory", "67108864",
          // Connect's own default of one request in flight keeps the order without idempotence.
          "enable.idempotence", "true",
          "max.in.flight.requests.per.connection", "5");

  static final String SETUP =
      String.join(" ", JVM)
          + ", max.batch.size 8192, max.queue.size 32768, poll.interval.ms 10, linger.ms 5,"
          + " batch.size 256 KiB, lz4, acks all, idempotent, 5 in flight, JSON without schemas";

  private ConnectWorker() {}

  static Map<String, String> settings(CaptureRig rig, Peers peers) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("bootstrap.servers", rig.bootstrapServers());
    for (String side : List.of("key", "value")) {
      settings.put(side + ".converter", "org.apache.kafka.connect.json.JsonConverter");
      settings.put(side + ".converter.schemas.enable", "false");
    }
    settings.put("offset.flush.interval.ms", "1000");
    settings.put("plugin.path", peers.connectPlugins().toString());
    return settings;
  }

  /** The source task's producer, as a worker's or as a connector's setting. */
  static Map<String, String> producer(String prefix) {
    Map<String, String> settings = new LinkedHashMap<>();
    PRODUCER.forEach((key, value) -> settings.put(prefix + key, value));
    return settings;
  }

  static ChildProcess launch(
      CaptureRig rig, Peers peers, String name, String main, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Peers.ownJava().toString());
    command.addAll(JVM);
    command.addAll(List.of("-cp", peers.connect().resolve("*").toString(), main));
    command.addAll(arguments);
    return rig.launch(name, command, Map.of(), rig.folder().resolve(name));
  }
}
