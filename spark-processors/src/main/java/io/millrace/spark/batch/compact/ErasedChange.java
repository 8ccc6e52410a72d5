package io.millrace.spark.batch.compact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A change event's JSON without a subscriber. */
final class ErasedChange {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));
  private static final List<String> IMAGES = List.of("before", "after");

  private ErasedChange() {}

  /**
   * The event: as it is if it does not name the subscriber; with {@code counterparty} null in both
   * images if he is that and nothing else; null if it is to go, since one of its images is a row of
   * his, or it cannot be read and names him.
   *
   * @param value an envelope of Debezium's
   */
  static @Nullable String of(String value, Subscriber subscriber) {
    if (!subscriber.isIn(value)) {
      return value;
    }
    JsonNode event;
    try {
      event = JSON.readTree(value);
    } catch (JsonProcessingException e) {
      return null;
    }
    for (String name : IMAGES) {
      JsonNode image = event.path(name);
      if (subscriber.is(image.path("subscriber").asText())) {
        return null;
      }
      if (image instanceof ObjectNode row && subscriber.is(image.path("counterparty").asText())) {
        row.putNull("counterparty");
      }
    }
    String rest = event.toString();
    return subscriber.isIn(rest) ? null : rest;
  }
}
