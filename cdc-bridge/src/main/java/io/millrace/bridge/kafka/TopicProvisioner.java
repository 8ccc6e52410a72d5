package io.millrace.bridge.kafka;

import io.millrace.bridge.BridgeConfig.TopicLayout;
import io.millrace.bridge.SourceDefinition;
import io.millrace.model.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the topics a source writes to before its engine starts. A topic that exists is left as it
 * is: its settings are the operator's.
 */
public final class TopicProvisioner {

  private static final Logger log = LoggerFactory.getLogger(TopicProvisioner.class);
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int LEADER_POLL_MILLIS = 20;

  private final String bootstrapServers;
  private final TopicLayout layout;

  /** Connects to nothing yet. */
  public TopicProvisioner(String bootstrapServers, TopicLayout layout) {
    this.bootstrapServers = bootstrapServers;
    this.layout = layout;
  }

  /**
   * Creates what is missing of: the source's own topics, the dead letters, the heartbeats, the
   * offsets. All of them can be written to on return.
   *
   * @throws ExecutionException if Kafka refuses or cannot be reached within 10 s
   */
  public void provision(SourceDefinition source)
      throws ExecutionException, InterruptedException, TimeoutException {
    List<NewTopic> wanted = new ArrayList<>();
    for (String topic : source.topics()) {
      wanted.add(events(topic));
    }
    wanted.add(deadLetters());
    wanted.add(latestOnly(source.heartbeatTopic()));
    wanted.add(latestOnly(OffsetTopic.nameFor(source)));
    Map<String, Object> properties =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            AdminClientConfig.CLIENT_ID_CONFIG,
            "millrace-bridge-topics",
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            TIMEOUT_MILLIS / 2,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            TIMEOUT_MILLIS);
    try (Admin admin = Admin.create(properties)) {
      Set<String> existing = admin.listTopics().names().get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
      for (NewTopic topic : wanted) {
        if (!existing.contains(topic.name())) {
          create(admin, topic);
        }
      }
      awaitLeaders(admin, wanted.stream().map(NewTopic::name).toList());
    }
  }

  /**
   * Waits until each partition's leader answers for it. A topic is named before its leader has
   * opened it. A producer whose first batch comes in between is told to try again, and if the batch
   * after it gets through, the broker takes that one for the beginning of the producer's sequence
   * and refuses the first for good.
   */
  private static void awaitLeaders(Admin admin, List<String> topics)
      throws ExecutionException, InterruptedException, TimeoutException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS);
    while (true) {
      try {
        askLeaders(admin, topics);
        return;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > deadline) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(LEADER_POLL_MILLIS);
      }
    }
  }

  private static void askLeaders(Admin admin, List<String> topics)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
    admin
        .describeTopics(topics)
        .allTopicNames()
        .get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
        .forEach(
            (name, topic) ->
                topic
                    .partitions()
                    .forEach(
                        partition ->
                            partitions.put(
                                new TopicPartition(name, partition.partition()),
                                OffsetSpec.latest())));
    admin.listOffsets(partitions).all().get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static void create(Admin admin, NewTopic topic)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      admin.createTopics(List.of(topic)).all().get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
      log.atInfo()
          .addKeyValue("topic", topic.name())
          .addKeyValue("partitions", topic.numPartitions())
          .log("created topic");
    } catch (ExecutionException e) {
      // Another source's thread was faster with a topic they share.
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  private NewTopic events(String name) {
    return topic(
        name,
        layout.partitions(),
        Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            layout.cleanup().setting(),
            TopicConfig.RETENTION_MS_CONFIG,
            Long.toString(layout.retention().toMillis()),
            TopicConfig.COMPRESSION_TYPE_CONFIG,
            "lz4",
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
            Integer.toString(Producers.LARGEST_RECORD)));
  }

  private NewTopic deadLetters() {
    return topic(
        Topics.DEAD_LETTERS,
        layout.partitions(),
        Map.of(
            // A dead letter stays until a person has decided about it.
            TopicConfig.RETENTION_MS_CONFIG,
            "-1",
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
            Integer.toString(Producers.LARGEST_RECORD)));
  }

  /** A topic of which only each key's last record matters: positions, heartbeats. */
  private static NewTopic latestOnly(String name) {
    return topic(
        name,
        1,
        Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_COMPACT,
            // Small segments: only closed ones are compacted, and the topic is read at each start.
            TopicConfig.SEGMENT_BYTES_CONFIG,
            Integer.toString(1 << 20),
            TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
            "0.1"));
  }

  private static NewTopic topic(String name, int partitions, Map<String, String> configs) {
    // The broker's default replication factor is what the cluster allows.
    return new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(configs);
  }
}
