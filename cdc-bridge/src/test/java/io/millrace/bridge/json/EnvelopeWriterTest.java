package io.millrace.bridge.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.UnchangedToastedPlaceholder;
import io.debezium.connector.postgresql.UnchangedToastedReplicationMessageColumn;
import io.debezium.data.Envelope;
import io.debezium.data.Json;
import io.debezium.data.Uuid;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

/** What becomes of columns that PostgreSQL did not send. */
class EnvelopeWriterTest {

  private static final Schema OPTIONAL_TEXTS =
      SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA).optional().build();

  /** Debezium's own forms of our placeholder. */
  private static final UnchangedToastedPlaceholder DEBEZIUM =
      new UnchangedToastedPlaceholder(
          new PostgresConnectorConfig(
              Configuration.create()
                  .with("topic.prefix", "test")
                  .with("unavailable.value.placeholder", UnavailableValue.property())
                  .build()));

  private final ConnectJson json = new ConnectJson();

  @Test
  void leavesOutAndNamesColumnsInEveryFormOfThePlaceholder() {
    Map<String, Schema> schemas =
        Map.of(
            "texts", OPTIONAL_TEXTS,
            "uuids", array(Uuid.builder().optional().build()),
            "jsons", array(Json.builder().optional().build()),
            "binaries", array(Schema.OPTIONAL_BYTES_SCHEMA),
            "ints", array(Schema.OPTIONAL_INT32_SCHEMA),
            "longs", array(Schema.OPTIONAL_INT64_SCHEMA),
            "hstore",
                SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.OPTIONAL_STRING_SCHEMA)
                    .optional()
                    .build(),
            "bytea", Schema.OPTIONAL_BYTES_SCHEMA,
            "body", Schema.OPTIONAL_STRING_SCHEMA);
    Map<String, Object> values =
        Map.of(
            "texts",
                form(UnchangedToastedReplicationMessageColumn.UNCHANGED_TEXT_ARRAY_TOAST_VALUE),
            "uuids", form(UnchangedToastedReplicationMessageColumn.UNCHANGED_UUID_TOAST_VALUE),
            "jsons",
                form(UnchangedToastedReplicationMessageColumn.UNCHANGED_TEXT_ARRAY_TOAST_VALUE),
            "binaries",
                form(UnchangedToastedReplicationMessageColumn.UNCHANGED_BINARY_ARRAY_TOAST_VALUE),
            "ints", form(UnchangedToastedReplicationMessageColumn.UNCHANGED_INT_ARRAY_TOAST_VALUE),
            "longs",
                form(UnchangedToastedReplicationMessageColumn.UNCHANGED_BIGINT_ARRAY_TOAST_VALUE),
            "hstore", form(UnchangedToastedReplicationMessageColumn.UNCHANGED_HSTORE_TOAST_VALUE),
            "bytea", DEBEZIUM.getToastPlaceholderBinary(),
            "body", DEBEZIUM.getToastPlaceholderString());

    schemas.forEach(
        (column, schema) -> {
          Schema row = row(column, schema);
          assertThat(write(row, null, image(row, values.get(column))))
              .isEqualTo(
                  "{\"before\":null,\"after\":{\"id\":1},\"op\":\"u\",\"unavailable\":[\""
                      + column
                      + "\"]}");
        });
  }

  @Test
  void namesEachColumnOnceInTheOrderOfTheTable() {
    Schema row =
        SchemaBuilder.struct()
            .optional()
            .field("a", Schema.OPTIONAL_STRING_SCHEMA)
            .field("b", Schema.OPTIONAL_STRING_SCHEMA)
            .build();
    Struct image = new Struct(row);
    row.fields().forEach(field -> image.put(field, UnavailableValue.text()));

    assertThat(write(row, image, image))
        .isEqualTo("{\"before\":{},\"after\":{},\"op\":\"u\",\"unavailable\":[\"a\",\"b\"]}");
  }

  @Test
  void forgetsTheColumnsOfTheLastEnvelope() {
    Schema row = row("body", Schema.OPTIONAL_STRING_SCHEMA);
    write(row, null, image(row, UnavailableValue.text()));

    assertThat(write(row, null, image(row, "new")))
        .isEqualTo("{\"before\":null,\"after\":{\"id\":1,\"body\":\"new\"},\"op\":\"u\"}");
  }

  @Test
  void keepsDataThatOnlyLooksLikeDebeziumsPlaceholder() {
    Schema text = row("body", Schema.OPTIONAL_STRING_SCHEMA);
    Schema texts = row("body", OPTIONAL_TEXTS);

    assertThat(write(text, null, image(text, "__debezium_unavailable_value")))
        .contains("\"after\":{\"id\":1,\"body\":\"__debezium_unavailable_value\"}")
        .doesNotContain("\"unavailable\"");
    assertThat(write(texts, null, image(texts, List.of("__debezium_unavailable_value"))))
        .contains("\"body\":[\"__debezium_unavailable_value\"]");
  }

  @Test
  void keepsCollectionsAsLongAsThePlaceholder() {
    Schema row = row("ints", array(Schema.OPTIONAL_INT32_SCHEMA));
    List<Integer> ints = new ArrayList<>(Collections.nCopies(UnavailableValue.text().length(), 7));
    ints.set(3, null);

    assertThat(write(row, null, image(row, ints))).contains("\"ints\":[7,7,7,null,7");
  }

  private String write(Schema row, Struct before, Struct after) {
    Schema envelope =
        SchemaBuilder.struct()
            .name("telecom.public.t" + Envelope.SCHEMA_NAME_SUFFIX)
            .field("before", row)
            .field("after", row)
            .field("op", Schema.STRING_SCHEMA)
            .build();
    Struct value = new Struct(envelope).put("before", before).put("after", after).put("op", "u");
    return new String(json.bytes(envelope, value), UTF_8);
  }

  private static Schema row(String column, Schema schema) {
    return SchemaBuilder.struct()
        .optional()
        .field("id", Schema.INT64_SCHEMA)
        .field(column, schema)
        .build();
  }

  private static Struct image(Schema row, Object value) {
    return new Struct(row).put("id", 1L).put(row.fields().get(1), value);
  }

  private static Object form(Object marker) {
    return DEBEZIUM.getValue(marker).orElseThrow();
  }

  private static Schema array(Schema element) {
    return SchemaBuilder.array(element).optional().build();
  }
}
