package io.millrace.benchmarks.capture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The contenders' topics, all made alike. */
final class RigTopics implements AutoCloseable {

  /** Partitions of each topic of change events, the bridge's default. */
  static final int PARTITIONS = 4;

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long FOREVER = -1;

  private final String bootstrapServers;
  private final Admin admin;

  RigTopics(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
  }

  /** Empties topics of change events, or makes them. */
  void recreate(Collection<String> names) throws ExecutionException, InterruptedException {
    delete(names);
    List<NewTopic> wanted = new ArrayList<>();
    for (String name : names) {
      wanted.add(
          new NewTopic(name, PARTITIONS, (short) 1)
              .configs(
                  Map.of(
                      "retention.ms", Long.toString(FOREVER),
                      "retention.bytes", Long.toString(FOREVER))));
    }
    admin.createTopics(wanted).all().get();
    for (String name : names) {
      awaitLeaders(name);
    }
  }

  /** A producer must not meet a partition that its leader has not opened yet. */
  private void awaitLeaders(String name) throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> ends =
        partitions(name).stream()
            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try {
        admin.listOffsets(ends).all().get();
        return;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > deadline) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }

  /** Deletes those that exist. */
  void delete(Collection<String> names) throws ExecutionException, InterruptedException {
    for (String name : names) {
      try {
        admin.deleteTopics(List.of(name)).all().get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
      }
    }
  }

  static List<TopicPartition> partitions(String name) {
    return IntStream.range(0, PARTITIONS)
        .mapToObj(number -> new TopicPartition(name, number))
        .toList();
  }

  /** A reader of what is committed, without a group; nothing is assigned yet. */
  KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> properties = new HashMap<>();
    properties.put("bootstrap.servers", bootstrapServers);
    properties.put("isolation.level", "read_committed");
    properties.put("enable.auto.commit", false);
    properties.put("auto.offset.reset", "earliest");
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * The last record of a topic with one partition and one key, where the bridge keeps its place.
   */
  ConsumerRecord<byte[], byte[]> last(String name) {
    TopicPartition partition = new TopicPartition(name, 0);
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      List<ConsumerRecord<byte[], byte[]>> newest = new ArrayList<>();
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(200)).forEach(newest::add);
      }
      if (newest.isEmpty()) {
        throw new IllegalStateException("nothing is stored in " + name);
      }
      return newest.get(newest.size() - 1);
    }
  }

  /** Writes a record again, so that it is its key's newest. */
  void repeat(ConsumerRecord<byte[], byte[]> record)
      throws ExecutionException, InterruptedException {
    send(new ProducerRecord<>(record.topic(), record.key(), record.value()));
  }

  /** Writes a tombstone for a record's key. */
  void bury(ConsumerRecord<byte[], byte[]> record) throws ExecutionException, InterruptedException {
    send(new ProducerRecord<>(record.topic(), record.key(), null));
  }

  private void send(ProducerRecord<byte[], byte[]> record)
      throws ExecutionException, InterruptedException {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(record).get();
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }
}
