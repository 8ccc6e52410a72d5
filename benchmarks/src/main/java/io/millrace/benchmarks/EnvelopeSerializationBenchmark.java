package io.millrace.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.OperatingSystemMXBean;
import io.millrace.bridge.json.ConnectJson;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.jspecify.annotations.Nullable;

/**
 * CPU seconds per million envelopes of an inserted telecom row, written by Kafka Connect's
 * JsonConverter and by the bridge's own writer, in alternating rounds of one process; both must
 * write the same bytes. Collecting garbage counts.
 *
 * <p>Arguments: envelopes per round (500000). Run: {@code java -Xms256m -Xmx256m -XX:+UseSerialGC
 * -cp benchmarks/target/classes:cdc-bridge/target/classes:$(cat cdc-bridge/target/classpath)
 * io.millrace.benchmarks.EnvelopeSerializationBenchmark}
 */
public final class EnvelopeSerializationBenchmark {

  private static final int WARM_UPS = 2;
  private static final int ROUNDS = 7;

  /** So many different rows, that neither caches nor branches learn one by heart. */
  private static final int DIFFERENT = 1_024;

  private static final long TIME = 1_795_233_906_789L;

  private static final Schema ROW =
      SchemaBuilder.struct()
          .name("telecom.public.telecom_events.Value")
          .optional()
          .field("event_id", Schema.INT64_SCHEMA)
          .field("event_type", Schema.OPTIONAL_STRING_SCHEMA)
          .field("event_time", Schema.OPTIONAL_STRING_SCHEMA)
          .field("recorded_at", Schema.STRING_SCHEMA)
          .field("region", Schema.OPTIONAL_STRING_SCHEMA)
          .field("subscriber", Schema.OPTIONAL_STRING_SCHEMA)
          .field("counterparty", Schema.OPTIONAL_STRING_SCHEMA)
          .field("duration_seconds", Schema.OPTIONAL_INT64_SCHEMA)
          .field("megabytes", Schema.OPTIONAL_STRING_SCHEMA)
          .field("amount", Schema.OPTIONAL_STRING_SCHEMA)
          .field("source", Schema.STRING_SCHEMA)
          .build();

  private static final Schema SOURCE =
      SchemaBuilder.struct()
          .name("io.debezium.connector.postgresql.Source")
          .field("version", Schema.STRING_SCHEMA)
          .field("connector", Schema.STRING_SCHEMA)
          .field("name", Schema.STRING_SCHEMA)
          .field("ts_ms", Schema.INT64_SCHEMA)
          .field("snapshot", SchemaBuilder.string().optional().defaultValue("false").build())
          .field("db", Schema.STRING_SCHEMA)
          .field("sequence", Schema.OPTIONAL_STRING_SCHEMA)
          .field("ts_us", Schema.OPTIONAL_INT64_SCHEMA)
          .field("ts_ns", Schema.OPTIONAL_INT64_SCHEMA)
          .field("schema", Schema.STRING_SCHEMA)
          .field("table", Schema.STRING_SCHEMA)
          .field("txId", Schema.OPTIONAL_INT64_SCHEMA)
          .field("lsn", Schema.OPTIONAL_INT64_SCHEMA)
          .field("xmin", Schema.OPTIONAL_INT64_SCHEMA)
          .build();

  private static final Schema TRANSACTION =
      SchemaBuilder.struct()
          .name("event.block")
          .optional()
          .field("id", Schema.STRING_SCHEMA)
          .field("total_order", Schema.INT64_SCHEMA)
          .field("data_collection_order", Schema.INT64_SCHEMA)
          .build();

  private static final Schema ENVELOPE =
      SchemaBuilder.struct()
          .name("telecom.public.telecom_events.Envelope")
          .field("before", ROW)
          .field("after", ROW)
          .field("source", SOURCE)
          .field("transaction", TRANSACTION)
          .field("op", Schema.STRING_SCHEMA)
          .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
          .field("ts_us", Schema.OPTIONAL_INT64_SCHEMA)
          .field("ts_ns", Schema.OPTIONAL_INT64_SCHEMA)
          .build();

  private EnvelopeSerializationBenchmark() {}

  /** Runs both and prints the figures. */
  public static void main(String[] args) {
    int envelopes = args.length > 0 ? Integer.parseInt(args[0]) : 500_000;
    List<Struct> events = events();
    JsonConverter converter = new JsonConverter();
    converter.configure(
        Map.of("schemas.enable", "false", "replace.null.with.default", "false"), false);
    ConnectJson writer = new ConnectJson();
    Function<Struct, byte[]> theirs = event -> converter.fromConnectData("t", ENVELOPE, event);
    Function<Struct, byte[]> ours = event -> requireBytes(writer.bytes(ENVELOPE, event));
    events.forEach(event -> requireSame(theirs.apply(event), ours.apply(event)));
    for (int i = 0; i < WARM_UPS; i++) {
      secondsPerMillion(theirs, events, envelopes);
      secondsPerMillion(ours, events, envelopes);
    }
    double[] theirSeconds = new double[ROUNDS];
    double[] ourSeconds = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      theirSeconds[i] = secondsPerMillion(theirs, events, envelopes);
      ourSeconds[i] = secondsPerMillion(ours, events, envelopes);
    }
    print("JsonConverter", theirSeconds);
    print("ConnectJson", ourSeconds);
    System.out.printf(
        "ratio %.1f, envelopes of %d bytes%n",
        median(theirSeconds) / median(ourSeconds), ours.apply(events.get(0)).length);
  }

  private static double secondsPerMillion(
      Function<Struct, byte[]> serializer, List<Struct> events, int envelopes) {
    OperatingSystemMXBean process =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long bytes = 0;
    long start = process.getProcessCpuTime();
    for (int i = 0; i < envelopes; i++) {
      bytes += serializer.apply(events.get(i % DIFFERENT)).length;
    }
    long nanos = process.getProcessCpuTime() - start;
    if (bytes == 0) {
      throw new IllegalStateException("expected bytes");
    }
    return nanos / 1e3 / envelopes;
  }

  private static void print(String name, double[] seconds) {
    double[] sorted = seconds.clone();
    Arrays.sort(sorted);
    System.out.printf(
        "%-13s %.2f CPU-s per million envelopes, median of %d rounds (%.2f to %.2f)%n",
        name, median(seconds), ROUNDS, sorted[0], sorted[ROUNDS - 1]);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static byte[] requireBytes(byte @Nullable [] bytes) {
    if (bytes == null) {
      throw new IllegalStateException("expected an envelope");
    }
    return bytes;
  }

  private static void requireSame(byte[] theirs, byte[] ours) {
    if (!Arrays.equals(theirs, ours)) {
      throw new IllegalStateException(
          "different bytes: " + new String(theirs, UTF_8) + " and " + new String(ours, UTF_8));
    }
  }

  private static List<Struct> events() {
    Random random = new Random(1);
    List<Struct> events = new ArrayList<>();
    for (int i = 0; i < DIFFERENT; i++) {
      events.add(event(i, random));
    }
    return events;
  }

  private static Struct event(int number, Random random) {
    long time = TIME + number;
    Struct row =
        new Struct(ROW)
            .put("event_id", 1_000_000L + number)
            .put("event_type", number % 2 == 0 ? "CALL" : "DATA_SESSION")
            .put("event_time", "2026-11-21T04:05:06.%06dZ".formatted(random.nextInt(1_000_000)))
            .put("recorded_at", "2026-11-21T04:05:07.%06dZ".formatted(random.nextInt(1_000_000)))
            .put("region", "Almaty")
            .put("subscriber", "%016x".formatted(random.nextLong()) + "**42")
            .put("counterparty", number % 3 == 0 ? null : "%016x".formatted(random.nextLong()))
            .put("duration_seconds", (long) random.nextInt(3_600))
            .put("megabytes", random.nextInt(1_000) + ".125")
            .put("amount", number % 4 == 0 ? "12.50" : null)
            .put("source", "simulator:1");
    Struct source =
        new Struct(SOURCE)
            .put("version", "3.6.1.Final")
            .put("connector", "postgresql")
            .put("name", "telecom")
            .put("ts_ms", time)
            .put("snapshot", "false")
            .put("db", "telecom")
            .put("sequence", "[\"24023128\",\"" + (24_023_200 + number) + "\"]")
            .put("ts_us", time * 1_000)
            .put("ts_ns", time * 1_000_000)
            .put("schema", "public")
            .put("table", "telecom_events")
            .put("txId", 700L + number / 100)
            .put("lsn", 24_023_200L + number);
    Struct transaction =
        new Struct(TRANSACTION)
            .put("id", 700 + number / 100 + ":" + (24_023_200 + number))
            .put("total_order", number % 100L)
            .put("data_collection_order", number % 100L);
    return new Struct(ENVELOPE)
        .put("after", row)
        .put("source", source)
        .put("transaction", transaction)
        .put("op", "c")
        .put("ts_ms", time + 20)
        .put("ts_us", time * 1_000 + 20_123)
        .put("ts_ns", time * 1_000_000 + 20_123_456);
  }
}
