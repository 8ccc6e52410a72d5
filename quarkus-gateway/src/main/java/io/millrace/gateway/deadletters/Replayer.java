package io.millrace.gateway.deadletters;

import io.millrace.gateway.config.GatewayConfig;
import io.millrace.gateway.problem.ConflictException;
import io.millrace.gateway.problem.NothingFoundException;
import io.millrace.model.Topics;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays letters, each at most once.
 *
 * <p>Every replay has a producer of its own, all of them, of all gateways, with one transactional
 * id. Its {@code initTransactions} ends what another has begun, and waits until that is decided;
 * only then is it looked up which letters were replayed. Whoever begins later fences this one,
 * whose transaction then fails: so between the look and the commit nobody else has committed.
 */
@ApplicationScoped
class Replayer {

  private static final Logger log = LoggerFactory.getLogger(Replayer.class);

  static final String TRANSACTIONAL_ID = "millrace-gateway-replays";

  private static final int ATTEMPTS = 8;

  /** Two that fence each other at once would do so for ever; one of them waits longer. */
  private static final long LONGEST_PAUSE_MILLIS = 600;

  private static final int REQUEST_MILLIS = 4_000;
  private static final int TRANSACTION_MILLIS = 8_000;
  private static final Duration METADATA_POLL = Duration.ofMillis(20);
  private static final int BUFFER_BYTES = 4 << 20;

  private final KafkaReads kafka;
  private final Replays replays;
  private final CurrentRows rows;
  private final String bootstrapServers;

  Replayer(KafkaReads kafka, Replays replays, CurrentRows rows, GatewayConfig config) {
    this.kafka = kafka;
    this.replays = replays;
    this.rows = rows;
    this.bootstrapServers = config.kafka().bootstrapServers();
  }

  /**
   * Replays a letter.
   *
   * @param by who wants it
   * @return where the record is now, or {@link ConflictException} or {@link NothingFoundException}
   */
  CompletionStage<RecordPosition> replay(LetterId id, String by) {
    return kafka.replay((consumer, deadline) -> replay(id, by, consumer, deadline));
  }

  private RecordPosition replay(
      LetterId id, String by, Consumer<byte[], byte[]> consumer, Deadline deadline) {
    Letter letter =
        new LetterLog(consumer, deadline)
            .find(id)
            .orElseThrow(() -> new NothingFoundException("no dead letter is at " + id));
    ReplayableChange change;
    try {
      change = ReplayableChange.of(letter);
    } catch (NotReplayableException e) {
      throw new ConflictException("letter " + id + " cannot be replayed: " + e.detail());
    }
    createTopic(consumer, deadline);
    for (int attempt = 1; ; attempt++) {
      try {
        return commit(change, by, consumer, deadline);
      } catch (KafkaException e) {
        if (attempt == ATTEMPTS || !isFenced(e)) {
          throw e;
        }
        log.atInfo().addKeyValue("letter", id).log("another gateway replays; looking again");
        LockSupport.parkNanos(
            Duration.ofMillis(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE_MILLIS))
                .toNanos());
      }
    }
  }

  /**
   * Whether another gateway has taken over. The producer says so in the exception itself, or as its
   * cause, by which of its steps finds out.
   */
  private static boolean isFenced(KafkaException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProducerFencedException
          || cause instanceof InvalidProducerEpochException
          || cause instanceof InvalidTxnStateException
          || cause instanceof TransactionAbortedException) {
        return true;
      }
    }
    return false;
  }

  private RecordPosition commit(
      ReplayableChange change, String by, Consumer<byte[], byte[]> consumer, Deadline deadline) {
    Producer<byte[], byte[]> producer = producer();
    try {
      producer.initTransactions();
      replays.catchUp(consumer, deadline);
      refuseSecond(replays.of(change.origin()));
      String version = change.version(rows.version(change));
      refuseOtherLetterOf(version, change.origin());
      Replay replay = send(producer, change, by, version);
      log.atInfo()
          .addKeyValue("letter", replay.letter())
          .addKeyValue("origin", change.origin().text())
          .addKeyValue("row", version)
          .addKeyValue("by", by)
          .addKeyValue("record", replay.record().text())
          .log("replayed dead letter");
      return replay.record();
    } finally {
      producer.close(Duration.ZERO);
    }
  }

  private Replay send(
      Producer<byte[], byte[]> producer, ReplayableChange change, String by, String version) {
    producer.beginTransaction();
    try {
      RecordMetadata sent = confirmed(producer, change.replay(by));
      Replay replay =
          new Replay(
              change.letter().id().toString(),
              Instant.now().truncatedTo(ChronoUnit.MILLIS),
              by,
              new RecordPosition(sent.topic(), sent.partition(), sent.offset()),
              version);
      confirmed(producer, replays.record(change.origin(), replay));
      producer.commitTransaction();
      return replay;
    } catch (KafkaException e) {
      abort(producer);
      throw e;
    }
  }

  /** So that readers of committed records need not wait until the transaction's time is over. */
  private static void abort(Producer<byte[], byte[]> producer) {
    try {
      producer.abortTransaction();
    } catch (KafkaException | IllegalStateException e) {
      // Fenced, or perhaps committed: the next initTransactions waits until that is decided.
      log.atInfo().addKeyValue("cause", e.toString()).log("could not abort a replay");
    }
  }

  private static void refuseSecond(Optional<Replay> earlier) {
    if (earlier.isPresent()) {
      throw new ConflictException(replayed(earlier.get()) + "; each letter is replayed once");
    }
  }

  /** What a person is told of a letter that was replayed. */
  static String replayed(Replay replay) {
    return "it was replayed at %s by %s, as %s"
        .formatted(replay.at(), replay.by(), replay.record().text());
  }

  /**
   * One transaction can write a row twice with the same contents, and so bring two letters of what
   * PostgreSQL shows as one version. The letter of a replay that was refused again may follow it.
   */
  private void refuseOtherLetterOf(String version, RecordPosition origin) {
    Optional<Replay> other = replays.ofVersion(version);
    if (other.isPresent() && !other.get().record().equals(origin)) {
      throw new ConflictException(
          "letter %s brought the same version of the row, and %s; a version is counted once"
              .formatted(other.get().letter(), replayed(other.get())));
    }
  }

  private static RecordMetadata confirmed(
      Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
    try {
      return producer.send(record).get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
    }
  }

  private void createTopic(Consumer<byte[], byte[]> consumer, Deadline deadline) {
    String name = Topics.DEAD_LETTER_REPLAYS;
    if (!PartitionReader.partitions(consumer, name, deadline).isEmpty()) {
      return;
    }
    NewTopic topic =
        new NewTopic(name, Optional.of(1), Optional.empty())
            .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    try (Admin admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.CLIENT_ID_CONFIG, TRANSACTIONAL_ID,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TRANSACTION_MILLIS))) {
      admin.createTopics(List.of(topic)).all().get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      // Another gateway may have been faster.
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new KafkaException("topic " + name + " could not be created", e.getCause());
      }
    }
    // A topic that is not seen yet would look like one without replays.
    while (PartitionReader.partitions(consumer, name, deadline).isEmpty()) {
      LockSupport.parkNanos(METADATA_POLL.toNanos());
    }
  }

  private Producer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
            ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONAL_ID,
            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS,
            ProducerConfig.MAX_BLOCK_MS_CONFIG, TRANSACTION_MILLIS,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TRANSACTION_MILLIS,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG, BUFFER_BYTES,
            ProducerConfig.BUFFER_MEMORY_CONFIG, (long) BUFFER_BYTES),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
