package io.millrace.bridge.kafka;

import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.json.JsonConverterConfig;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Writes keys and values as Debezium's JSON without schemas, UTF-8. */
final class EnvelopeSerializer {

  private final JsonConverter keys = converter(Side.KEY);
  private final JsonConverter values = converter(Side.VALUE);

  private enum Side {
    KEY,
    VALUE
  }

  /** The key; null for a truncation, which concerns every row. */
  byte @Nullable [] key(SourceRecord event) {
    return bytes(keys, event.topic(), event.keySchema(), event.key());
  }

  /** The envelope; null for a tombstone. */
  byte @Nullable [] value(SourceRecord event) {
    return bytes(values, event.topic(), event.valueSchema(), event.value());
  }

  private static byte @Nullable [] bytes(
      JsonConverter converter, String topic, @Nullable Schema schema, @Nullable Object data) {
    return data == null ? null : converter.fromConnectData(topic, schema, data);
  }

  private static JsonConverter converter(Side side) {
    JsonConverter converter = new JsonConverter();
    converter.configure(
        Map.of(JsonConverterConfig.SCHEMAS_ENABLE_CONFIG, "false"), side == Side.KEY);
    return converter;
  }
}
