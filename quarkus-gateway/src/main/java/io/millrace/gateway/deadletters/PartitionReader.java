package io.millrace.gateway.deadletters;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Reads parts of topics by offset. */
final class PartitionReader {

  /** So that a position that moved over records nobody sees is noticed. */
  private static final Duration LONGEST_POLL = Duration.ofMillis(200);

  private PartitionReader() {}

  /** The partitions of a topic; none if it is not there. */
  static List<TopicPartition> partitions(
      Consumer<byte[], byte[]> consumer, String topic, Deadline deadline) {
    List<PartitionInfo> found = consumer.partitionsFor(topic, deadline.remaining());
    return found == null
        ? List.of()
        : found.stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .sorted(Comparator.comparingInt(TopicPartition::partition))
            .toList();
  }

  /** The offset of a partition that was asked for. */
  static long at(Map<TopicPartition, Long> offsets, TopicPartition partition) {
    return Objects.requireNonNull(offsets.get(partition), partition::toString);
  }

  /**
   * Reads the committed records of a partition in order.
   *
   * @param start first offset
   * @param end first offset no longer read; at most the last stable offset
   * @param taker takes a record and says whether to go on
   * @return false if {@code taker} ended it
   */
  static boolean read(
      Consumer<byte[], byte[]> consumer,
      TopicPartition partition,
      long start,
      long end,
      Deadline deadline,
      Predicate<ConsumerRecord<byte[], byte[]>> taker) {
    consumer.assign(List.of(partition));
    consumer.seek(partition, start);
    while (consumer.position(partition, deadline.remaining()) < end) {
      Duration left = deadline.remaining();
      for (ConsumerRecord<byte[], byte[]> record :
          consumer.poll(left.compareTo(LONGEST_POLL) < 0 ? left : LONGEST_POLL)) {
        if (record.offset() >= end) {
          return true;
        }
        if (!taker.test(record)) {
          return false;
        }
      }
    }
    return true;
  }
}
