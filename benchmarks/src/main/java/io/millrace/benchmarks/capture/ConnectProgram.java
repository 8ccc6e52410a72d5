package io.millrace.benchmarks.capture;

import io.millrace.runtime.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Kafka Connect's standalone worker with Debezium's connector, tuned, at least once. */
final class ConnectProgram implements DebeziumProgram {

  private final CaptureRig rig;
  private final Peers peers;
  private final String name;
  private final Path state;

  ConnectProgram(CaptureRig rig, Peers peers, String name) {
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
    return ConnectWorker.SETUP + ", at least once";
  }

  @Override
  public ChildProcess start() throws IOException {
    Map<String, String> worker = ConnectWorker.settings(rig, peers);
    worker.put("listeners", "http://127.0.0.1:" + CaptureRig.freePort());
    worker.put("offset.storage.file.filename", state.resolve("offsets").toString());
    worker.putAll(ConnectWorker.producer("producer."));
    Map<String, String> connector = new LinkedHashMap<>(DebeziumSource.tuned(rig, name));
    connector.put("name", name);
    connector.put("tasks.max", "1");
    return ConnectWorker.launch(
        rig,
        peers,
        name,
        "org.apache.kafka.connect.cli.ConnectStandalone",
        List.of(
            PropertiesFile.write(state.resolve("worker.properties"), worker),
            PropertiesFile.write(state.resolve("connector.properties"), connector)));
  }

  @Override
  public void forget() throws Exception {
    new Slots(rig).drop(slot());
    Files.deleteIfExists(state.resolve("offsets"));
  }
}
