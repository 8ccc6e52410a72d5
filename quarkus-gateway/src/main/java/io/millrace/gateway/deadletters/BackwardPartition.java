package io.millrace.gateway.deadletters;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * One partition of the dead letter topic, read backwards. Kafka reads forwards only, so a step back
 * reads the records before the ones known and keeps what is asked for.
 *
 * @param <T> what is kept of a letter
 */
final class BackwardPartition<T> {

  private static final int LONGEST_STEP = 256;

  /** A step that turns out heavier begins again with fewer records: letters have up to 16 MB. */
  private static final long HEAVIEST_STEP = 8L << 20;

  private final TopicPartition partition;
  private final long begin;
  private final long end;
  private final Predicate<Letter> filter;
  private final Function<Letter, T> reader;
  private final Deque<Kept<T>> newestFirst = new ArrayDeque<>();
  private long position;
  private int step = LONGEST_STEP;
  private int scanned;

  private record Kept<T>(long offset, Instant recordedAt, T letter) {}

  /**
   * A partition of which nothing is read yet.
   *
   * @param begin where to stop
   * @param end where to begin, not contained
   */
  BackwardPartition(
      TopicPartition partition,
      long begin,
      long end,
      Predicate<Letter> filter,
      Function<Letter, T> reader) {
    this.partition = partition;
    this.begin = begin;
    this.end = end;
    this.position = end;
    this.filter = filter;
    this.reader = reader;
  }

  int number() {
    return partition.partition();
  }

  /** Records looked at so far. */
  int scanned() {
    return scanned;
  }

  /** Whether no letter is at hand. */
  boolean isEmpty() {
    return newestFirst.isEmpty();
  }

  /** Whether no letter is at hand, but some may come. */
  boolean wantsMore() {
    return newestFirst.isEmpty() && position > begin;
  }

  /** Whether all of it was taken. */
  boolean isOver() {
    return newestFirst.isEmpty() && position <= begin;
  }

  /** When the newest letter at hand was sent. */
  Instant newest() {
    return newestFirst.element().recordedAt();
  }

  /** Takes the newest letter at hand. */
  T take() {
    return newestFirst.remove().letter();
  }

  /** The offset before which everything is still to be taken. */
  long position() {
    Kept<T> newest = newestFirst.peek();
    return newest == null ? position : newest.offset() + 1;
  }

  /** Whether a walk that goes on from {@link #position()} has come further than it was. */
  boolean hasMoved() {
    return position() < end;
  }

  /** Reads one step back. */
  void step(Consumer<byte[], byte[]> consumer, Deadline deadline) {
    while (!tryStep(consumer, deadline)) {
      step = Math.max(1, step / 8);
    }
  }

  private boolean tryStep(Consumer<byte[], byte[]> consumer, Deadline deadline) {
    long start = Math.max(begin, position - step);
    Deque<Kept<T>> kept = new ArrayDeque<>();
    long[] bytes = {0};
    int[] records = {0};
    boolean light =
        PartitionReader.read(
            consumer,
            partition,
            start,
            position,
            deadline,
            record -> {
              bytes[0] += Math.max(0, record.serializedValueSize());
              records[0]++;
              Letter letter = Letter.of(record);
              if (filter.test(letter)) {
                kept.push(new Kept<>(record.offset(), letter.recordedAt(), reader.apply(letter)));
              }
              return step == 1 || bytes[0] <= HEAVIEST_STEP;
            });
    if (light) {
      newestFirst.addAll(kept);
      scanned += records[0];
      position = start;
    }
    return light;
  }
}
