package io.millrace.gateway.deadletters;

import io.millrace.gateway.config.GatewayConfig;
import io.millrace.gateway.problem.DependencyUnavailableException;
import io.millrace.gateway.problem.DependencyUnavailableException.Dependency;
import io.smallrye.faulttolerance.api.Guard;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.util.TypeLiteral;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException;

/**
 * Reads Kafka for requests, off their threads, so that none waits longer than its limit however
 * Kafka fails. At most {@value #CONCURRENT} readings and one replay run at once; each consumer is
 * used again, and holds at most two fetches, of which one is as large as the largest letter.
 */
@ApplicationScoped
class KafkaReads {

  static final int CONCURRENT = 2;
  static final int WAITING = 16;

  /** A replay is a transaction with its own producer, and asks PostgreSQL too. */
  private static final Duration REPLAY_LIMIT = Duration.ofSeconds(10);

  private static final int FETCH_BYTES = 1 << 20;

  private final String bootstrapServers;
  private final Lane reads;
  private final Lane replays;
  private final Deque<Consumer<byte[], byte[]>> idle = new ArrayDeque<>();
  private boolean closed;

  KafkaReads(GatewayConfig config) {
    this.bootstrapServers = config.kafka().bootstrapServers();
    this.reads =
        Lane.of(
            "kafka reads",
            CONCURRENT,
            config.gateway().queryTimeout(),
            "try again later, /q/health/well says more");
    // Two at once would only fence each other.
    this.replays =
        Lane.of(
            "replays",
            1,
            REPLAY_LIMIT,
            "the letter says whether it was replayed all the same, and to try again is safe");
  }

  /**
   * A reading.
   *
   * @param <T> its result
   */
  @FunctionalInterface
  interface Reading<T> {
    /** Reads, with a consumer that has nothing assigned. */
    T of(Consumer<byte[], byte[]> consumer, Deadline deadline);
  }

  private record Lane(Guard guard, int concurrent, Duration limit, String remedy) {

    static Lane of(String description, int concurrent, Duration limit, String remedy) {
      Guard guard =
          Guard.create()
              .withDescription(description)
              .withThreadOffload(true)
              .withBulkhead()
              .limit(concurrent)
              .queueSize(WAITING)
              .done()
              .withTimeout()
              .duration(limit.toMillis(), ChronoUnit.MILLIS)
              .done()
              .build();
      return new Lane(guard, concurrent, limit, remedy);
    }
  }

  /** Reads within {@code MILLRACE_GATEWAY_QUERY_TIMEOUT}. */
  <T> CompletionStage<T> read(Reading<T> reading) {
    return run(reads, reading);
  }

  /** Reads, and writes what follows, within 10 s, one at a time. */
  <T> CompletionStage<T> replay(Reading<T> reading) {
    return run(replays, reading);
  }

  private <T> CompletionStage<T> run(Lane lane, Reading<T> reading) {
    Deadline deadline = new Deadline(System.nanoTime(), lane.limit());
    CompletionStage<T> answer;
    try {
      answer =
          lane.guard()
              .call(
                  () -> CompletableFuture.completedFuture(read(reading, deadline)),
                  new TypeLiteral<CompletionStage<T>>() {});
    } catch (Exception e) {
      answer = CompletableFuture.failedFuture(e);
    }
    return answer.exceptionally(
        failure -> {
          Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
          throw failure(lane, cause == null ? failure : cause);
        });
  }

  private <T> T read(Reading<T> reading, Deadline deadline) {
    Consumer<byte[], byte[]> consumer = borrow();
    boolean sound = true;
    try {
      return reading.of(consumer, deadline);
    } catch (KafkaException e) {
      sound = false;
      throw e;
    } finally {
      giveBack(consumer, sound);
    }
  }

  private static RuntimeException failure(Lane lane, Throwable cause) {
    if (cause instanceof BulkheadException) {
      return new DependencyUnavailableException(
          Dependency.KAFKA,
          lane.concurrent()
              + " such requests run and "
              + WAITING
              + " wait already; try again later",
          cause);
    }
    if (cause instanceof TimeoutException || cause instanceof KafkaException) {
      return new DependencyUnavailableException(
          Dependency.KAFKA,
          "Kafka did not answer within %d ms; %s".formatted(lane.limit().toMillis(), lane.remedy()),
          cause);
    }
    return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
  }

  private Consumer<byte[], byte[]> borrow() {
    synchronized (idle) {
      Consumer<byte[], byte[]> known = idle.poll();
      if (known != null) {
        return known;
      }
    }
    int limit = (int) reads.limit().toMillis();
    return new KafkaConsumer<>(
        Map.ofEntries(
            Map.entry(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
            Map.entry(ConsumerConfig.CLIENT_ID_CONFIG, "millrace-gateway-letters"),
            Map.entry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"),
            Map.entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false),
            Map.entry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false),
            Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
            Map.entry(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES),
            Map.entry(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES),
            Map.entry(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50),
            Map.entry(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.max(limit, 1_000)),
            Map.entry(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.max(limit, 1_000)),
            Map.entry(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500)),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  /** Keeps it for the next, without what it has fetched ahead. */
  private void giveBack(Consumer<byte[], byte[]> consumer, boolean sound) {
    if (sound && !Thread.currentThread().isInterrupted()) {
      consumer.unsubscribe();
      synchronized (idle) {
        if (!closed) {
          idle.push(consumer);
          return;
        }
      }
    }
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }

  @PreDestroy
  void close() {
    synchronized (idle) {
      closed = true;
      idle.forEach(consumer -> consumer.close(CloseOptions.timeout(Duration.ZERO)));
      idle.clear();
    }
  }
}
