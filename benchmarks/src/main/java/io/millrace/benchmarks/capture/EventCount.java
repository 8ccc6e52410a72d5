package io.millrace.benchmarks.capture;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Which of a backlog's events a topic has, by reading all of it.
 *
 * @param distinct rows with an event
 * @param repeated events beyond the first of a row
 * @param others events that are not the backlog's, such as an earlier one's sent again
 * @param bytes of an event's value on average, before compression
 * @param sample one of them; empty if there is none
 */
record EventCount(long distinct, long repeated, long others, long bytes, String sample) {

  static EventCount of(RigTopics topics, String topic, Backlog backlog) {
    List<TopicPartition> partitions = RigTopics.partitions(topic);
    byte[] op = ("\"op\":\"" + backlog.kind().op() + "\"").getBytes(StandardCharsets.UTF_8);
    BitSet rows = new BitSet();
    long events = 0;
    long others = 0;
    long bytes = 0;
    byte[] sample = new byte[0];
    try (KafkaConsumer<byte[], byte[]> consumer = topics.consumer()) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (isBefore(consumer, ends)) {
        for (ConsumerRecord<byte[], byte[]> event : consumer.poll(Duration.ofMillis(200))) {
          long id = EventId.ofKey(event.key());
          if (backlog.contains(id)
              && event.value() != null
              && EventId.behind(event.value(), op) >= 0) {
            rows.set((int) (id - backlog.firstId()));
            events++;
            bytes += event.value().length;
            sample = event.value();
          } else {
            others++;
          }
        }
      }
    }
    return new EventCount(
        rows.cardinality(),
        events - rows.cardinality(),
        others,
        bytes / Math.max(1, events),
        new String(sample, StandardCharsets.UTF_8));
  }

  private static boolean isBefore(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
  }
}
