package io.millrace.benchmarks.capture;

import io.millrace.runtime.ChildProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * One distributed worker of Kafka Connect with exactly-once support for its source: the peer that
 * promises what the bridge does. Tuned as the standalone one.
 */
final class ExactlyOnceConnectProgram implements DebeziumProgram {

  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private final CaptureRig rig;
  private final Peers peers;
  private final String name;
  private final Path state;

  /** Whether the worker's own topic has the connector. */
  private boolean configured;

  ExactlyOnceConnectProgram(CaptureRig rig, Peers peers, String name) {
    this.rig = rig;
    this.peers = peers;
    this.name = name;
    this.state = rig.folder().resolve(name);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String setup() {
    return ConnectWorker.SETUP + ", distributed, exactly once, a transaction per poll";
  }

  @Override
  public ChildProcess start() throws Exception {
    int port = CaptureRig.freePort();
    Map<String, String> worker = ConnectWorker.settings(rig, peers);
    worker.put("listeners", "http://127.0.0.1:" + port);
    worker.put("group.id", name);
    for (String what : List.of("config", "offset", "status")) {
      worker.put(what + ".storage.topic", internalTopic(what));
      worker.put(what + ".storage.replication.factor", "1");
    }
    worker.put("offset.storage.partitions", "1");
    worker.put("status.storage.partitions", "1");
    worker.put("exactly.once.source.support", "enabled");
    // It is alone: nobody else could take its task over meanwhile.
    worker.put("scheduled.rebalance.max.delay.ms", "0");
    worker.putAll(ConnectWorker.producer("producer."));
    ChildProcess process =
        ConnectWorker.launch(
            rig,
            peers,
            name,
            "org.apache.kafka.connect.cli.ConnectDistributed",
            List.of(PropertiesFile.write(state.resolve("worker.properties"), worker)));
    if (!configured) {
      configure(process, port);
      configured = true;
    }
    return process;
  }

  private void configure(ChildProcess process, int port) throws Exception {
    Map<String, String> connector = new LinkedHashMap<>(DebeziumSource.tuned(rig, name));
    connector.put("tasks.max", "1");
    connector.put("exactly.once.support", "required");
    connector.put("transaction.boundary", "poll");
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + port + "/connectors/" + name + "/config"))
            .header("Content-Type", "application/json")
            .timeout(START_LIMIT)
            .PUT(HttpRequest.BodyPublishers.ofString(json(connector)))
            .build();
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    String answer = "none";
    while (process.isAlive() && System.nanoTime() < deadline) {
      try {
        HttpResponse<String> response =
            HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() < 300) {
          return;
        }
        answer = response.body();
      } catch (IOException e) {
        // Its REST layer is not up yet.
        answer = e.toString();
      }
      TimeUnit.MILLISECONDS.sleep(500);
    }
    rig.stop(process);
    throw new IllegalStateException(
        name + " did not take its connector: " + answer + " " + process.output());
  }

  /** Of settings that have nothing to escape. */
  private static String json(Map<String, String> settings) {
    return settings.entrySet().stream()
        .map(entry -> "\"" + entry.getKey() + "\":\"" + entry.getValue() + "\"")
        .collect(Collectors.joining(",", "{", "}"));
  }

  private String internalTopic(String what) {
    return name + "." + what;
  }

  @Override
  public void forget() throws Exception {
    new Slots(rig).drop(slot());
    rig.topics()
        .delete(List.of(internalTopic("config"), internalTopic("offset"), internalTopic("status")));
    configured = false;
  }
}
