package io.millrace.gateway.deadletters;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.Topics;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which letters were replayed: the topic {@link Topics#DEAD_LETTER_REPLAYS}, kept in memory and
 * read on from where it was. A person decides about each replay, so there are few: one takes about
 * 500 bytes here.
 */
@ApplicationScoped
class Replays {

  private static final Logger log = LoggerFactory.getLogger(Replays.class);
  private static final TopicPartition PARTITION = new TopicPartition(Topics.DEAD_LETTER_REPLAYS, 0);

  private final ObjectMapper json;
  private final Map<String, Replay> byOrigin = new HashMap<>();
  private final Map<String, Replay> newestByVersion = new HashMap<>();
  private long next;

  Replays(ObjectMapper json) {
    this.json = json;
  }

  /** Reads what has been committed since. */
  synchronized void catchUp(Consumer<byte[], byte[]> consumer, Deadline deadline) {
    long end = 0;
    if (!PartitionReader.partitions(consumer, PARTITION.topic(), deadline).isEmpty()) {
      end =
          PartitionReader.at(
              consumer.endOffsets(List.of(PARTITION), deadline.remaining()), PARTITION);
    }
    if (end < next) {
      // The topic was made anew.
      byOrigin.clear();
      newestByVersion.clear();
      next = 0;
    }
    if (end > next) {
      PartitionReader.read(consumer, PARTITION, next, end, deadline, this::add);
      next = end;
    }
  }

  /** The replay of the record that was at a place; empty if it was not replayed. */
  synchronized Optional<Replay> of(RecordPosition origin) {
    return Optional.ofNullable(byOrigin.get(origin.text()));
  }

  /** The newest replay of a version of a row; empty if it was not replayed. */
  synchronized Optional<Replay> ofVersion(String version) {
    return Optional.ofNullable(newestByVersion.get(version));
  }

  /** The record that remembers a replay. */
  ProducerRecord<byte[], byte[]> record(RecordPosition origin, Replay replay) {
    try {
      return new ProducerRecord<>(
          PARTITION.topic(),
          PARTITION.partition(),
          origin.text().getBytes(StandardCharsets.UTF_8),
          json.writeValueAsBytes(replay));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean add(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null || record.value() == null) {
      return true;
    }
    try {
      Replay replay = json.readValue(record.value(), Replay.class);
      byOrigin.put(new String(record.key(), StandardCharsets.UTF_8), replay);
      newestByVersion.put(replay.version(), replay);
    } catch (IOException e) {
      log.atWarn()
          .addKeyValue("topic", record.topic())
          .addKeyValue("offset", record.offset())
          .addKeyValue("cause", e.toString())
          .log("not the record of a replay");
    }
    return true;
  }
}
