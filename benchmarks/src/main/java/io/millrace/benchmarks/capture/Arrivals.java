package io.millrace.benchmarks.capture;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** When a consumer of committed records got the rows of a {@link LatencyLoad}. */
final class Arrivals {

  private static final byte[] MARK = ("\"" + LatencyLoad.MARK).getBytes(StandardCharsets.UTF_8);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final int[] transactions;
  private final long[] nanos;
  private int count;

  Arrivals(KafkaConsumer<byte[], byte[]> consumer, int rows) {
    this.consumer = consumer;
    this.transactions = new int[rows];
    this.nanos = new long[rows];
  }

  /** Takes what is there, or waits for it a little. */
  void poll() {
    for (ConsumerRecord<byte[], byte[]> event : consumer.poll(Duration.ofMillis(20))) {
      long now = System.nanoTime();
      int start = event.value() == null ? -1 : EventId.behind(event.value(), MARK);
      if (start >= 0 && count < nanos.length) {
        transactions[count] = number(event.value(), start);
        nanos[count] = now;
        count++;
      }
    }
  }

  private static int number(byte[] text, int start) {
    int number = 0;
    for (int i = start; text[i] >= '0' && text[i] <= '9'; i++) {
      number = number * 10 + (text[i] - '0');
    }
    return number;
  }

  boolean complete() {
    return count == nanos.length;
  }

  /**
   * Nanoseconds from COMMIT to here for each row of a transaction from {@code first} on, sorted.
   */
  long[] sinceCommit(LatencyLoad load, int first) {
    long[] latencies = new long[count];
    int counted = 0;
    for (int i = 0; i < count; i++) {
      if (transactions[i] >= first) {
        latencies[counted++] = nanos[i] - load.committedNanos(transactions[i]);
      }
    }
    long[] sorted = Arrays.copyOf(latencies, counted);
    Arrays.sort(sorted);
    return sorted;
  }
}
