package io.millrace.benchmarks.capture;

import io.millrace.runtime.Settings;
import io.millrace.runtime.SupervisedProcess;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TimeZone;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/**
 * A measured prototype, never the product's: what is left when there is no engine. It reads
 * pgoutput with the driver's stream, writes the bridge's envelope and sends it in Kafka
 * transactions as the bridge does, with the bridge's producer settings. It stores no position in
 * Kafka, takes no snapshot, knows one table and survives no outage.
 */
public final class PgoutputPrototype {

  static final String URL = "PROTOTYPE_URL";
  static final String USER = "PROTOTYPE_USER";
  static final String PASSWORD = "PROTOTYPE_PASSWORD";
  static final String SLOT = "PROTOTYPE_SLOT";
  static final String PUBLICATION = "PROTOTYPE_PUBLICATION";
  static final String BOOTSTRAP_SERVERS = "PROTOTYPE_BOOTSTRAP_SERVERS";
  static final String DATABASE = "PROTOTYPE_DATABASE";
  static final String TOPIC = "PROTOTYPE_TOPIC";

  /** As the bridge's defaults. */
  private static final long COMMIT_INTERVAL_NANOS = Duration.ofMillis(50).toNanos();

  private static final int FULL_BATCH = 4_096;

  private final PGReplicationStream stream;
  private final KafkaProducer<byte[], byte[]> producer;
  private final PgoutputEnvelope envelope;
  private final String topic;

  private boolean open;
  private boolean amidTransaction;
  private int sent;
  private long committedNanos = System.nanoTime();
  private @Nullable LogSequenceNumber end;

  private PgoutputPrototype(
      PGReplicationStream stream,
      KafkaProducer<byte[], byte[]> producer,
      PgoutputEnvelope envelope,
      String topic) {
    this.stream = stream;
    this.producer = producer;
    this.envelope = envelope;
    this.topic = topic;
  }

  /** Runs until it is stopped. */
  public static void main(String[] args) throws SQLException, InterruptedException {
    SupervisedProcess.watch();
    // The server writes instants in the session's zone, which the driver takes from here.
    TimeZone.setDefault(TimeZone.getTimeZone(ZoneOffset.UTC));
    Settings settings = Settings.fromEnvironment();
    Properties properties = new Properties();
    properties.setProperty("user", settings.text(USER));
    properties.setProperty("password", settings.text(PASSWORD));
    properties.setProperty("replication", "database");
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("assumeMinServerVersion", "17");
    try (Connection connection = DriverManager.getConnection(settings.text(URL), properties);
        PGReplicationStream stream =
            connection
                .unwrap(PGConnection.class)
                .getReplicationAPI()
                .replicationStream()
                .logical()
                .withSlotName(settings.text(SLOT))
                .withSlotOption("proto_version", 1)
                .withSlotOption("publication_names", settings.text(PUBLICATION))
                .withStatusInterval(10, TimeUnit.SECONDS)
                .start();
        KafkaProducer<byte[], byte[]> producer = producer(settings)) {
      producer.initTransactions();
      new PgoutputPrototype(
              stream,
              producer,
              new PgoutputEnvelope(settings.text(DATABASE), CaptureRig.TABLE),
              settings.text(TOPIC))
          .run();
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(Settings settings) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("bootstrap.servers", settings.text(BOOTSTRAP_SERVERS));
    properties.put("transactional.id", settings.text(SLOT));
    properties.put("acks", "all");
    properties.put("compression.type", "lz4");
    properties.put("linger.ms", 5);
    properties.put("batch.size", 256 << 10);
    properties.put("buffer.memory", 32L << 20);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private void run() throws SQLException, InterruptedException {
    while (true) {
      ByteBuffer message = stream.readPending();
      if (message == null && open && !amidTransaction) {
        long left = COMMIT_INTERVAL_NANOS - (System.nanoTime() - committedNanos);
        if (left > 0) {
          TimeUnit.NANOSECONDS.sleep(left);
          message = stream.readPending();
        }
        if (message == null) {
          commit();
        }
      }
      accept(message == null ? stream.read() : message);
    }
  }

  private void accept(ByteBuffer message) throws SQLException {
    char kind = (char) message.get();
    switch (kind) {
      case 'B' -> {
        envelope.begin(message);
        amidTransaction = true;
      }
      case 'C' -> {
        amidTransaction = false;
        message.position(message.position() + 1 + 8);
        end = LogSequenceNumber.valueOf(message.getLong());
        if (sent >= FULL_BATCH) {
          commit();
        }
      }
      case 'R' -> envelope.relation(message);
      case 'I', 'U' -> send(message, kind);
      default -> throw new IllegalStateException("the prototype knows no message " + kind);
    }
  }

  private void send(ByteBuffer message, char kind) {
    if (!open) {
      producer.beginTransaction();
      open = true;
    }
    // The commit fails if a send did.
    var unused =
        producer.send(envelope.change(message, kind, stream.getLastReceiveLSN().asLong(), topic));
    sent++;
  }

  /** Commits to Kafka, then tells PostgreSQL; a send that failed makes the commit fail. */
  private void commit() throws SQLException {
    if (open) {
      producer.commitTransaction();
      open = false;
    }
    committedNanos = System.nanoTime();
    sent = 0;
    if (end != null) {
      stream.setFlushedLSN(end);
      stream.setAppliedLSN(end);
      stream.forceUpdateStatus();
    }
  }
}
