package io.millrace.bridge.kafka;

import io.millrace.bridge.json.ConnectJson;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Writes keys and values as Debezium's JSON without schemas, UTF-8. Not thread-safe. */
final class EnvelopeSerializer {

  private final ConnectJson json = new ConnectJson();

  /** The key; null for a truncation, which concerns every row. */
  byte @Nullable [] key(SourceRecord event) {
    return json.bytes(event.keySchema(), event.key());
  }

  /** The envelope; null for a tombstone. */
  byte @Nullable [] value(SourceRecord event) {
    return json.bytes(event.valueSchema(), event.value());
  }
}
