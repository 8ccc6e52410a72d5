package io.millrace.kafka.embedded;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a single node is told beside its addresses and folders, embedded and in a container alike.
 */
public final class NodeSettings {

  private static final String SINGLE_COPY = "1";
  private static final String LARGEST_MESSAGE = Integer.toString(10 << 20);

  private NodeSettings() {}

  /** Values by the names of {@code server.properties}, in order of their names. */
  public static Map<String, String> common() {
    Map<String, String> node = new TreeMap<>();
    node.put("process.roles", "broker,controller");
    node.put("node.id", "1");
    node.put("controller.listener.names", "CONTROLLER");
    // A topic that nobody declared is a mistake to be seen, not a topic.
    node.put("auto.create.topics.enable", "false");
    node.put("group.initial.rebalance.delay.ms", "0");
    // One node has one copy of everything; 50 partitions of each would only cost files.
    node.put("offsets.topic.replication.factor", SINGLE_COPY);
    node.put("offsets.topic.num.partitions", "8");
    node.put("transaction.state.log.replication.factor", SINGLE_COPY);
    node.put("transaction.state.log.num.partitions", "8");
    node.put("transaction.state.log.min.isr", SINGLE_COPY);
    node.put("share.coordinator.state.topic.replication.factor", SINGLE_COPY);
    node.put("share.coordinator.state.topic.min.isr", SINGLE_COPY);
    node.put("share.coordinator.state.topic.num.partitions", "1");
    // The default of 128 MiB is a quarter of this JVM's heap.
    node.put("log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20));
    // One change event holds a whole row, before and after: large texts must pass.
    node.put("message.max.bytes", LARGEST_MESSAGE);
    node.put("replica.fetch.max.bytes", LARGEST_MESSAGE);
    // After SIGKILL a node is let in again only when its old session has timed out (default 9 s).
    node.put("broker.heartbeat.interval.ms", "500");
    node.put("broker.session.timeout.ms", "4000");
    return node;
  }
}
