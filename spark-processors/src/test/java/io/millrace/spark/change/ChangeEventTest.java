package io.millrace.spark.change;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangeEventTest {

  @Test
  void readsBothImagesOfAnUpdate() throws Exception {
    ChangeEvent event =
        ChangeEvent.parse(
            ("{\"before\":{\"id\":1,\"amount\":\"500.10\"},\"after\":{\"id\":1,\"amount\":null},"
                    + "\"source\":{\"ts_ms\":1795231012345},\"op\":\"u\",\"ts_ms\":1795231012999}")
                .getBytes(UTF_8));

    assertThat(event.operation()).isEqualTo(Operation.UPDATE);
    assertThat(event.commitTime()).isEqualTo(Instant.ofEpochMilli(1_795_231_012_345L));
    assertThat(Objects.requireNonNull(event.before()).decimal("amount")).isEqualTo("500.10");
    assertThat(Objects.requireNonNull(event.after()).decimal("amount")).isNull();
    assertThat(event.after().number("id")).isEqualTo(1);
  }

  @Test
  void ignoresTheBeforeImageThatASnapshotOrInsertMayCarry() throws Exception {
    ChangeEvent event =
        ChangeEvent.parse(
            "{\"before\":null,\"after\":{\"id\":1},\"source\":{\"ts_ms\":1},\"op\":\"r\"}"
                .getBytes(UTF_8));

    assertThat(event.before()).isNull();
    assertThat(event.after()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hello                                              | not_json
          {"op":"c","after":                                 | not_json
          [1,2]                                              | not_an_envelope
          {"id":1}                                           | not_an_envelope
          {"op":"c","after":{"id":1},"source":{}}            | not_an_envelope
          {"op":"x","source":{"ts_ms":1}}                    | unknown_operation
          {"op":"c","after":null,"source":{"ts_ms":1}}       | image_missing
          {"op":"d","before":null,"source":{"ts_ms":1}}      | image_missing
          {"op":"u","after":{"id":1},"source":{"ts_ms":1}}   | image_missing
          {"op":"c","after":{},"source":{"ts_ms":1},"unavailable":["text"]} | image_incomplete
          """)
  void namesWhatIsWrongWithARecord(String value, String reason) {
    assertThatThrownBy(() -> ChangeEvent.parse(value.getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            UnreadableRecordException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void saysWhereJsonBreaks() {
    assertThatThrownBy(() -> ChangeEvent.parse(new byte[] {'{', (byte) 0xff, (byte) 0xfe}))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("at byte");
  }

  @Test
  void namesColumnValueAndExpectationOfAWrongType() throws Exception {
    ChangeEvent event =
        ChangeEvent.parse(
            "{\"after\":{\"n\":\"abc\",\"t\":\"yesterday\"},\"source\":{\"ts_ms\":1},\"op\":\"c\"}"
                .getBytes(UTF_8));
    RowImage image = Objects.requireNonNull(event.after());

    assertThatThrownBy(() -> image.number("n"))
        .hasMessage("column n is \"abc\"; expected a whole number");
    assertThatThrownBy(() -> image.instant("t"))
        .hasMessageStartingWith("column t is \"yesterday\"; expected a time such as");
  }
}
