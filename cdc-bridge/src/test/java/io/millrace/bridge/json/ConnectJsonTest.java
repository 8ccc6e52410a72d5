package io.millrace.bridge.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our bytes beside those of Kafka Connect's JsonConverter. */
class ConnectJsonTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** An escape; a pair of surrogates has its halves in groups 1 and 2. */
  private static final Pattern ESCAPE = Pattern.compile("\\\\u(D[89AB]..)\\\\u(D[C-F]..)|\\\\.");

  private final ConnectJson json = new ConnectJson();
  private final JsonConverter reference = new JsonConverter();

  ConnectJsonTest() {
    reference.configure(
        Map.of("schemas.enable", "false", "replace.null.with.default", "false"), false);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void equalsJsonConverterOnRandomStructsOfEveryKind(long seed) {
    RandomConnectData data = new RandomConnectData(seed);
    for (int i = 0; i < 500; i++) {
      Schema schema = data.struct(3);
      for (int row = 0; row < 4; row++) {
        assertSame(schema, data.value(schema));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "\"quoted\" \\ back / slash",
        "\b\t\n\f\r\u0000\u001f\u007f\u0080\u2028\u2029",
        "öß ҚАЗАҚ 漢字 \uFFFF",
        "\uD83D\uDE00 \uDBFF\uDFFF\uD800\uDC00",
        "{\"json\":\"inside\"}"
      })
  void escapesTextsAsJsonConverterDoes(String text) {
    assertSame(Schema.STRING_SCHEMA, text);
  }

  @ParameterizedTest
  @ValueSource(ints = {1023, 1024, 1025, 2047, 100_000})
  void keepsAPairThatLiesAcrossAChunksEnd(int length) {
    assertSame(Schema.STRING_SCHEMA, "a".repeat(length) + "\uD83D\uDE00" + "ö".repeat(length));
    assertSame(Schema.STRING_SCHEMA, "\uD83D\uDE00".repeat(length));
    assertSame(Schema.STRING_SCHEMA, "\u0001".repeat(length));
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        -1,
        9,
        10,
        -10,
        99,
        100,
        Integer.MIN_VALUE,
        999_999_999_999_999_999L,
        1_000_000_000_000_000_000L,
        Long.MAX_VALUE,
        Long.MIN_VALUE
      })
  void writesEveryDigitOfWholeNumbers(long number) {
    assertSame(Schema.INT64_SCHEMA, number);
  }

  @Test
  void countsTheDigitsOfEveryPowerOfTwoAndOfTenAndTheirNeighbours() {
    for (int bits = 0; bits < Long.SIZE; bits++) {
      assertDigits(1L << bits);
    }
    for (long power = 1; power < Long.MAX_VALUE / 10; power *= 10) {
      assertDigits(power * 10);
    }
  }

  private void assertDigits(long number) {
    for (long each = number - 1; each <= number + 1 && each >= number - 1; each++) {
      assertThat(text(Schema.INT64_SCHEMA, each)).isEqualTo(Long.toString(each));
      assertThat(text(Schema.INT64_SCHEMA, -each)).isEqualTo(Long.toString(-each));
    }
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        0.0,
        -0.0,
        0.1,
        1e21,
        -1.5e-300,
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY
      })
  void writesFloatingNumbersAndTheirSpecialValuesAsJsonConverterDoes(double number) {
    assertSame(Schema.FLOAT64_SCHEMA, number);
    assertSame(Schema.FLOAT32_SCHEMA, (float) number);
  }

  @Test
  void quotesNotANumberSinceJsonHasNone() {
    assertThat(text(Schema.FLOAT64_SCHEMA, Double.NaN)).isEqualTo("\"NaN\"");
    assertThat(text(Schema.FLOAT32_SCHEMA, Float.NEGATIVE_INFINITY)).isEqualTo("\"-Infinity\"");
  }

  @Test
  void equalsJsonConverterOnEmptyAndNullAndNestedCollections() {
    Schema texts = SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA).optional().build();
    Schema nested = SchemaBuilder.array(texts).build();
    Schema byNumber = SchemaBuilder.map(Schema.INT32_SCHEMA, texts).build();
    Schema byName = SchemaBuilder.map(Schema.STRING_SCHEMA, texts).build();

    assertSame(texts, List.of());
    assertSame(nested, Arrays.asList(null, List.of(), Arrays.asList("a", null)));
    assertSame(byNumber, Map.of());
    assertSame(byNumber, Collections.singletonMap(7, Arrays.asList("a", null)));
    assertSame(byName, Map.of());
    assertSame(byName, Collections.singletonMap("\"k\n", null));
    assertSame(SchemaBuilder.struct().build(), new Struct(SchemaBuilder.struct().build()));
  }

  @Test
  void escapesALoneSurrogateSinceItHasNoUtf8() {
    String broken = "a\uD83D b\uDE00\uD83D";

    assertThat(text(Schema.STRING_SCHEMA, broken)).isEqualTo("\"a\\uD83D b\\uDE00\\uD83D\"");
    assertSame(Schema.STRING_SCHEMA, broken);
    assertThat(read(json.bytes(Schema.STRING_SCHEMA, broken)).textValue()).isEqualTo(broken);
  }

  @Test
  void writesNullWhereAColumnWithADefaultIsNull() {
    Schema schema =
        SchemaBuilder.struct()
            .field("plan", SchemaBuilder.string().optional().defaultValue("basic").build())
            .build();

    assertThat(text(schema, new Struct(schema))).isEqualTo("{\"plan\":null}");
  }

  @Test
  void writesOnlyWhatRemainsOfABuffer() {
    ByteBuffer slice = ByteBuffer.wrap(new byte[] {1, 2, 3, 4}, 1, 2);

    assertThat(text(Schema.BYTES_SCHEMA, slice)).isEqualTo("\"AgM=\"");
    assertThat(slice.remaining()).isEqualTo(2);
  }

  @Test
  void hasNothingLeftOfAMessageThatFailed() {
    Schema numbers = SchemaBuilder.array(Schema.INT32_SCHEMA).build();

    assertThatThrownBy(() -> json.bytes(numbers, List.of(1, "two")))
        .isInstanceOf(ClassCastException.class);
    assertThat(text(numbers, List.of(3))).isEqualTo("[3]");
  }

  @Test
  void isReadyForSmallMessagesAfterAHugeOne() {
    assertSame(Schema.STRING_SCHEMA, "ö".repeat(5_000_000));
    assertSame(Schema.STRING_SCHEMA, "small");
  }

  @Test
  void givesNothingForNothing() {
    assertThat(json.bytes(null, null)).isNull();
    assertThatThrownBy(() -> json.bytes(null, "text")).hasMessageContaining("expected a schema");
  }

  private void assertSame(Schema schema, Object value) {
    byte[] expected = combined(reference.fromConnectData("topic", schema, value));
    byte[] actual = value == null ? "null".getBytes(UTF_8) : json.bytes(schema, value);
    assertThat(new String(actual, UTF_8)).isEqualTo(new String(expected, UTF_8));
    assertThat(actual).isEqualTo(expected);
    assertThat(read(actual)).isEqualTo(read(expected));
  }

  /** With pairs in the four bytes of UTF-8; JsonConverter's Jackson escapes both halves. */
  private static byte[] combined(byte[] json) {
    return ESCAPE
        .matcher(new String(json, UTF_8))
        .replaceAll(
            escape ->
                Matcher.quoteReplacement(
                    escape.group(1) == null
                        ? escape.group()
                        : hex(escape.group(1)) + hex(escape.group(2))))
        .getBytes(UTF_8);
  }

  private static String hex(String digits) {
    return Character.toString((char) Integer.parseInt(digits, 16));
  }

  private static JsonNode read(byte[] json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String text(Schema schema, Object value) {
    return new String(json.bytes(schema, value), UTF_8);
  }
}
