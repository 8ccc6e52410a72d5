package io.millrace.benchmarks.capture;

import io.millrace.runtime.ChildProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Watches an empty topic fill with a backlog. While it fills, only the ends of its partitions are
 * asked for, which costs next to nothing; they tell too much where transactions leave markers, so
 * the end is the moment when all rows of the backlog's last transaction can be read.
 */
final class TopicWatch implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofMinutes(5);

  /** A contender that brings nothing new for so long has lost what is missing. */
  private static final Duration STANDSTILL = Duration.ofSeconds(60);

  private static final long INTERVAL_MILLIS = 10;

  /** How much of a partition's end is read in search of the last transaction. */
  private static final long TAIL = 4_000;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final ChildProcess contender;
  private final List<TopicPartition> partitions;

  TopicWatch(RigTopics topics, String topic, ChildProcess contender) {
    this.consumer = topics.consumer();
    this.contender = contender;
    this.partitions = RigTopics.partitions(topic);
    consumer.assign(partitions);
  }

  /** Waits for the first committed event; answers how many offsets are there at that moment. */
  long awaitFirst() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    long end = end();
    while (end == 0) {
      requireAlive();
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("no event within " + START_LIMIT.toMinutes() + " min");
      }
      TimeUnit.MILLISECONDS.sleep(INTERVAL_MILLIS);
      end = end();
    }
    return end;
  }

  /**
   * Waits until the last transaction is there, or nothing has come for a minute.
   *
   * @return whether it is there
   */
  boolean awaitTail(Backlog backlog) throws IOException, InterruptedException {
    long[] progress = {0, System.nanoTime()};
    BooleanSupplier standstill =
        () -> {
          long end = end();
          if (end != progress[0]) {
            progress[0] = end;
            progress[1] = System.nanoTime();
          }
          return System.nanoTime() - progress[1] > STANDSTILL.toNanos();
        };
    while (!standstill.getAsBoolean() && progress[0] < backlog.rows()) {
      requireAlive();
      TimeUnit.MILLISECONDS.sleep(INTERVAL_MILLIS);
    }
    consumer
        .endOffsets(partitions)
        .forEach((partition, end) -> consumer.seek(partition, Math.max(0, end - TAIL)));
    BitSet seen = new BitSet();
    while (seen.cardinality() < backlog.kind().rowsPerTransaction()) {
      for (ConsumerRecord<byte[], byte[]> event :
          consumer.poll(Duration.ofMillis(INTERVAL_MILLIS))) {
        long id = EventId.ofKey(event.key());
        if (id >= backlog.tailId() && backlog.contains(id)) {
          seen.set((int) (id - backlog.tailId()));
        }
      }
      if (standstill.getAsBoolean()) {
        return false;
      }
    }
    return true;
  }

  private long end() {
    return consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
  }

  private void requireAlive() throws IOException {
    if (!contender.isAlive()) {
      throw new IllegalStateException(contender.name() + " has ended: " + contender.output());
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
