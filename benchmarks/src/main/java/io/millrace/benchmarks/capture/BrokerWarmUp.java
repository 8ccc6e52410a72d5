package io.millrace.benchmarks.capture;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Keeps the broker busy, with and without transactions, before anyone is measured: otherwise the
 * first contender would wait for, and be charged with, the compilation of the broker's code.
 */
final class BrokerWarmUp {

  private static final String TOPIC = "warm-up";
  private static final int RECORDS = 400_000;
  private static final int RECORDS_PER_TRANSACTION = 4_000;
  private static final int DIFFERENT = 512;

  private final CaptureRig rig;

  BrokerWarmUp(CaptureRig rig) {
    this.rig = rig;
  }

  void run() throws ExecutionException, InterruptedException {
    List<String> topics = List.of(TOPIC);
    rig.topics().recreate(topics);
    byte[][] values = values();
    Map<String, Object> properties = new HashMap<>();
    properties.put("bootstrap.servers", rig.bootstrapServers());
    properties.put("acks", "all");
    properties.put("compression.type", "lz4");
    properties.put("batch.size", 256 << 10);
    try (KafkaProducer<byte[], byte[]> plain = producer(properties)) {
      send(plain, values, RECORDS);
      plain.flush();
    }
    properties.put("transactional.id", TOPIC);
    try (KafkaProducer<byte[], byte[]> transactional = producer(properties)) {
      transactional.initTransactions();
      for (int i = 0; i < RECORDS / RECORDS_PER_TRANSACTION; i++) {
        transactional.beginTransaction();
        send(transactional, values, RECORDS_PER_TRANSACTION);
        transactional.commitTransaction();
      }
    }
    rig.topics().delete(topics);
  }

  private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> properties) {
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static void send(KafkaProducer<byte[], byte[]> producer, byte[][] values, int count) {
    for (int i = 0; i < count; i++) {
      byte[] key = ("{\"event_id\":" + i + "}").getBytes(StandardCharsets.UTF_8);
      var unused = producer.send(new ProducerRecord<>(TOPIC, key, values[i % DIFFERENT]));
    }
  }

  /** About as large as an envelope, and about as compressible. */
  private static byte[][] values() {
    Random random = new Random(1);
    byte[][] values = new byte[DIFFERENT][];
    for (int i = 0; i < DIFFERENT; i++) {
      String text = "\"column\":\"%016x%016x\",".formatted(random.nextLong(), random.nextLong());
      values[i] = ("{" + text.repeat(18) + "}").getBytes(StandardCharsets.UTF_8);
    }
    return values;
  }
}
