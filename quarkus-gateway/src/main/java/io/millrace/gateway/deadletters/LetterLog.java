package io.millrace.gateway.deadletters;

import io.millrace.model.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * The dead letter topic, read backwards: its partitions are read from their ends in small steps and
 * merged by the time the letters were sent.
 */
final class LetterLog {

  /** Records one request looks at before it hands back a cursor, found or not. */
  static final int MOST_SCANNED = 10_000;

  /**
   * How far a letter's time may be behind that of its neighbours in the topic: times are made by
   * senders, which try again for a minute and whose clocks differ.
   */
  private static final Duration DISORDER = Duration.ofMinutes(10);

  private final Consumer<byte[], byte[]> consumer;
  private final Deadline deadline;

  /** Reads with that consumer until then. */
  LetterLog(Consumer<byte[], byte[]> consumer, Deadline deadline) {
    this.consumer = consumer;
    this.deadline = deadline;
  }

  /**
   * What a walk found.
   *
   * @param found newest first
   * @param next where to go on; empty at the topic's beginning
   * @param scanned records looked at
   */
  record Walk<T>(List<T> found, Optional<LetterPositions> next, int scanned) {}

  /**
   * Walks back until a page is full, or enough was looked at, or half of the time is over.
   *
   * @param reader what is kept of a letter that is asked for: not its bytes, which may be millions
   */
  <T> Walk<T> walk(LettersQuery query, Function<Letter, T> reader) {
    List<BackwardPartition<T>> partitions = open(query, reader);
    List<T> found = new ArrayList<>();
    while (found.size() < query.limit() && fill(partitions)) {
      Optional<BackwardPartition<T>> newest = newest(partitions);
      if (newest.isEmpty()) {
        break;
      }
      found.add(newest.get().take());
    }
    if (found.isEmpty() && partitions.stream().noneMatch(BackwardPartition::hasMoved)) {
      // Time was over after the first steps; to go on from here matters more than the order.
      newest(partitions).ifPresent(partition -> found.add(partition.take()));
    }
    int scanned = partitions.stream().mapToInt(BackwardPartition::scanned).sum();
    boolean over = partitions.stream().allMatch(BackwardPartition::isOver);
    return new Walk<>(
        found,
        over
            ? Optional.empty()
            : Optional.of(
                new LetterPositions(
                    partitions.stream()
                        .collect(
                            Collectors.toMap(
                                BackwardPartition::number,
                                BackwardPartition::position,
                                Math::min,
                                TreeMap::new)))),
        scanned);
  }

  /** The letter at a place; empty if none is there. */
  Optional<Letter> find(LetterId id) {
    TopicPartition partition = new TopicPartition(Topics.DEAD_LETTERS, id.partition());
    if (!PartitionReader.partitions(consumer, Topics.DEAD_LETTERS, deadline).contains(partition)) {
      return Optional.empty();
    }
    List<TopicPartition> wanted = List.of(partition);
    long begin =
        PartitionReader.at(consumer.beginningOffsets(wanted, deadline.remaining()), partition);
    long end = PartitionReader.at(consumer.endOffsets(wanted, deadline.remaining()), partition);
    if (id.offset() < begin || id.offset() >= end) {
      return Optional.empty();
    }
    List<Letter> found = new ArrayList<>(1);
    PartitionReader.read(
        consumer,
        partition,
        id.offset(),
        id.offset() + 1,
        deadline,
        record -> {
          found.add(Letter.of(record));
          return false;
        });
    return found.stream().findFirst();
  }

  private static <T> Optional<BackwardPartition<T>> newest(List<BackwardPartition<T>> partitions) {
    return partitions.stream()
        .filter(partition -> !partition.isEmpty())
        .max(Comparator.comparing(BackwardPartition::newest));
  }

  /** Sees to it that each partition shows its newest letter; false once that costs too much. */
  private <T> boolean fill(List<BackwardPartition<T>> partitions) {
    for (BackwardPartition<T> partition : partitions) {
      while (partition.wantsMore()) {
        int scanned = partitions.stream().mapToInt(BackwardPartition::scanned).sum();
        // One step at least, or a slow Kafka would be asked for the same again and again.
        if (scanned >= MOST_SCANNED || (scanned > 0 && deadline.halfOver())) {
          return false;
        }
        partition.step(consumer, deadline);
      }
    }
    return true;
  }

  private <T> List<BackwardPartition<T>> open(LettersQuery query, Function<Letter, T> reader) {
    List<TopicPartition> all = PartitionReader.partitions(consumer, Topics.DEAD_LETTERS, deadline);
    if (all.isEmpty()) {
      return List.of();
    }
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(all, deadline.remaining());
    Map<TopicPartition, Long> ends = consumer.endOffsets(all, deadline.remaining());
    Map<TopicPartition, Long> from =
        query.from().map(start -> offsetsFor(all, start, ends)).orElse(begins);
    Map<TopicPartition, Long> to =
        query.to().map(end -> offsetsFor(all, end.plus(DISORDER), ends)).orElse(ends);
    return all.stream()
        .map(
            partition -> {
              long end =
                  Math.min(PartitionReader.at(ends, partition), PartitionReader.at(to, partition));
              long before =
                  query.after().map(after -> after.before(partition.partition())).orElse(end);
              return new BackwardPartition<>(
                  partition,
                  PartitionReader.at(from, partition),
                  Math.min(end, before),
                  query::wants,
                  reader);
            })
        .toList();
  }

  private Map<TopicPartition, Long> offsetsFor(
      List<TopicPartition> partitions, Instant time, Map<TopicPartition, Long> ends) {
    Map<TopicPartition, OffsetAndTimestamp> found =
        consumer.offsetsForTimes(
            partitions.stream()
                .collect(Collectors.toMap(Function.identity(), p -> time.toEpochMilli())),
            deadline.remaining());
    return partitions.stream()
        .collect(
            Collectors.toMap(
                Function.identity(),
                partition -> {
                  // Null where no record is that new.
                  OffsetAndTimestamp first = found.get(partition);
                  return first == null ? PartitionReader.at(ends, partition) : first.offset();
                }));
  }
}
