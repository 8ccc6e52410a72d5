package io.millrace.benchmarks.capture;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes pgoutput's changes of one table as the bridge's envelope, from the server's text straight
 * into JSON. Part of a prototype: it knows the types of {@code telecom_events} and no others, and
 * keeps no large values that an UPDATE left alone. Not thread-safe.
 */
final class PgoutputEnvelope {

  private static final int OID_INT8 = 20;
  private static final int OID_TIMESTAMPTZ = 1184;

  /** Microseconds from 1970 to 2000, where PostgreSQL's clock begins. */
  private static final long EPOCH_MICROS = 946_684_800_000_000L;

  private final String database;
  private final String table;
  private final JsonBuffer json = new JsonBuffer();
  private final JsonBuffer keyJson = new JsonBuffer();
  private final List<Column> columns = new ArrayList<>();

  private long transactionId;
  private long commitLsn;
  private long commitMicros;
  private long order;

  PgoutputEnvelope(String database, String table) {
    this.database = database;
    this.table = table;
  }

  /**
   * A column's name as the member of an object, with the comma before it, and how it is written.
   */
  private record Column(String member, int type) {}

  /** Notes the columns of the table (message R; the only table there is). */
  void relation(ByteBuffer message) {
    message.position(message.position() + 4);
    skipText(message);
    skipText(message);
    message.get();
    columns.clear();
    int count = message.getShort();
    for (int i = 0; i < count; i++) {
      message.get();
      String name = text(message);
      columns.add(new Column((i == 0 ? "{\"" : ",\"") + name + "\":", message.getInt()));
      message.getInt();
    }
  }

  /** Notes the transaction (message B). */
  void begin(ByteBuffer message) {
    commitLsn = message.getLong();
    commitMicros = message.getLong() + EPOCH_MICROS;
    transactionId = Integer.toUnsignedLong(message.getInt());
    order = 0;
  }

  /** A row's insertion or update (messages I and U), at the given place in the log. */
  ProducerRecord<byte[], byte[]> change(ByteBuffer message, char kind, long lsn, String topic) {
    message.getInt();
    order++;
    char part = (char) message.get();
    json.raw("{\"before\":");
    if (part == 'O') {
      row(message);
      part = (char) message.get();
    } else {
      json.raw("null");
    }
    if (part != 'N') {
      throw new IllegalStateException("expected a new row, but got " + part);
    }
    json.raw(",\"after\":");
    byte[] id = row(message);
    source(lsn);
    Instant now = Instant.now();
    long nanos = now.getEpochSecond() * 1_000_000_000 + now.getNano();
    json.raw(",\"op\":\"").raw(kind == 'I' ? "c" : "u").raw("\"");
    times(nanos);
    json.raw("}");
    keyJson.raw("{\"event_id\":").raw(id).raw("}");
    return new ProducerRecord<>(topic, keyJson.take(), json.take());
  }

  private void times(long nanos) {
    json.raw(",\"ts_ms\":").number(nanos / 1_000_000);
    json.raw(",\"ts_us\":").number(nanos / 1_000);
    json.raw(",\"ts_ns\":").number(nanos);
  }

  private void source(long lsn) {
    json.raw(",\"source\":{\"version\":\"prototype\",\"connector\":\"postgresql\",\"name\":\"")
        .raw(database)
        .raw("\",\"ts_ms\":")
        .number(commitMicros / 1_000)
        .raw(",\"snapshot\":null,\"db\":\"")
        .raw(database)
        .raw("\",\"sequence\":\"[\\\"")
        .number(commitLsn)
        .raw("\\\",\\\"")
        .number(lsn)
        .raw("\\\"]\",\"ts_us\":")
        .number(commitMicros)
        .raw(",\"ts_ns\":")
        .number(commitMicros * 1_000)
        .raw(",\"schema\":\"public\",\"table\":\"")
        .raw(table)
        .raw("\",\"txId\":")
        .number(transactionId)
        .raw(",\"lsn\":")
        .number(lsn)
        .raw(",\"xmin\":null,\"origin\":null,\"origin_lsn\":null},\"transaction\":{\"id\":\"")
        .number(transactionId)
        .raw(":")
        .number(commitLsn)
        .raw("\",\"total_order\":")
        .number(order)
        .raw(",\"data_collection_order\":")
        .number(order)
        .raw("}");
  }

  /** Writes a row; answers its first column's text. */
  private byte[] row(ByteBuffer message) {
    int count = message.getShort();
    byte[] first = new byte[0];
    for (int i = 0; i < count; i++) {
      Column column = columns.get(i);
      json.raw(column.member());
      char kind = (char) message.get();
      if (kind == 'n') {
        json.raw("null");
        continue;
      }
      if (kind != 't') {
        throw new IllegalStateException("the prototype knows no value of kind " + kind);
      }
      int length = message.getInt();
      int from = message.arrayOffset() + message.position();
      message.position(message.position() + length);
      switch (column.type()) {
        case OID_INT8 -> json.raw(message.array(), from, length);
        case OID_TIMESTAMPTZ -> json.instant(message.array(), from, length);
        default -> json.text(message.array(), from, length);
      }
      if (i == 0) {
        first = new byte[length];
        System.arraycopy(message.array(), from, first, 0, length);
      }
    }
    json.raw("}");
    return first;
  }

  private static void skipText(ByteBuffer message) {
    while (message.get() != 0) {
      // Reads on to the end of the text.
    }
  }

  private static String text(ByteBuffer message) {
    int start = message.position();
    skipText(message);
    return new String(
        message.array(),
        message.arrayOffset() + start,
        message.position() - start - 1,
        StandardCharsets.UTF_8);
  }
}
