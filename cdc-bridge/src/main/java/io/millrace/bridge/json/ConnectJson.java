package io.millrace.bridge.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Objects;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Writes Kafka Connect's data as UTF-8 JSON without schemas, as its JsonConverter would but without
 * a tree in between: each schema is compiled once into writers that append to one buffer. Not
 * thread-safe. Start reading at {@link ValueWriters} for the forms and {@link EnvelopeWriter} for
 * what is special about envelopes.
 */
public final class ConnectJson {

  /** Each DDL of a captured table makes a new schema; the old ones must not stay for ever. */
  private static final int CACHED_SCHEMAS = 256;

  private final JsonBytes out = new JsonBytes();

  // By identity, since comparing schemas would cost more than writing the row.
  private final IdentityHashMap<Schema, ValueWriter> writers = new IdentityHashMap<>();

  /**
   * The JSON of a value; null if it is null.
   *
   * @throws DataException if there is a value but no schema, or one that does not fit
   */
  public byte @Nullable [] bytes(@Nullable Schema schema, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    if (schema == null) {
      throw new DataException("expected a schema for " + value.getClass().getName());
    }
    out.clear();
    writer(schema).write(value, out);
    return out.take();
  }

  /**
   * A value as a text of its own, UTF-8: what {@link #bytes} writes, without the quotes and escapes
   * of JSON.
   *
   * @throws DataException as {@link #bytes} does
   */
  public byte[] text(Schema schema, Object value) {
    if (value instanceof String text) {
      return text.getBytes(UTF_8);
    }
    byte[] json = Objects.requireNonNull(bytes(schema, value));
    // What is quoted now is base64, which has no escapes.
    return json[0] == '"' ? Arrays.copyOfRange(json, 1, json.length - 1) : json;
  }

  private ValueWriter writer(Schema schema) {
    ValueWriter known = writers.get(schema);
    if (known != null) {
      return known;
    }
    if (writers.size() >= CACHED_SCHEMAS) {
      writers.clear();
    }
    ValueWriter compiled =
        EnvelopeWriter.writes(schema) ? new EnvelopeWriter(schema) : ValueWriters.of(schema);
    writers.put(schema, compiled);
    return compiled;
  }
}
