package io.millrace.spark.sink;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/** Rows in ClickHouse's JSONEachRow format, gathered in memory. */
public final class JsonRows {

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final JsonGenerator json;
  private int count;

  /** No rows yet. */
  public JsonRows() {
    try {
      json = FACTORY.createGenerator(bytes);
      json.setRootValueSeparator(null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes one row's fields. */
  @FunctionalInterface
  public interface Fields {
    /** Writes each field by the generator's {@code write…Field}. */
    void write(JsonGenerator json) throws IOException;
  }

  /** Adds a row. */
  public void add(Fields fields) {
    try {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
      json.writeRaw('\n');
      count++;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Number of rows added. */
  public int count() {
    return count;
  }

  byte[] bytes() {
    try {
      json.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A DateTime: whole seconds, UTC. */
  public static String seconds(Instant time) {
    return SECONDS.format(time);
  }

  /** A DateTime64 of any scale up to µs, UTC. */
  public static String micros(Instant time) {
    return MICROS.format(time);
  }

  /** A Decimal, as text so that no digit is lost. */
  public static String decimal(BigDecimal number) {
    return number.toPlainString();
  }

  /** An Array(DateTime). */
  public static void instants(JsonGenerator json, String field, List<Instant> instants)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (Instant instant : instants) {
      json.writeNumber(instant.getEpochSecond());
    }
    json.writeEndArray();
  }

  /** A Map(UInt64, Int64); the keys' bits are taken as unsigned. */
  public static void unsignedMap(JsonGenerator json, String field, Map<Long, Long> map)
      throws IOException {
    json.writeObjectFieldStart(field);
    for (Map.Entry<Long, Long> entry : map.entrySet()) {
      json.writeNumberField(Long.toUnsignedString(entry.getKey()), entry.getValue());
    }
    json.writeEndObject();
  }
}
