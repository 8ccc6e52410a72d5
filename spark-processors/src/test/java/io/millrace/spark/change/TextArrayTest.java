package io.millrace.spark.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TextArrayTest {

  @Test
  void readsWhatPostgresWrites() {
    assertThat(TextArray.parse("{}")).contains(List.of());
    assertThat(TextArray.parse("{position_stale}")).contains(List.of("position_stale"));
    assertThat(TextArray.parse("{a,b_c}")).contains(List.of("a", "b_c"));
    assertThat(TextArray.parse("{\"a b\",\"\",\"x\\\"y\\\\z\",\"{,}\",\"NULL\"}"))
        .contains(List.of("a b", "", "x\"y\\z", "{,}", "NULL"));
  }

  @Test
  void refusesWhatIsNoArrayOfTexts() {
    for (String text :
        List.of(
            "", "a", "{", "{a", "a}", "{a,}", "{,a}", "{NULL}", "{{a},{b}}", "{\"a}", "{a}b}")) {
      assertThat(TextArray.parse(text)).as(text).isEqualTo(Optional.empty());
    }
  }
}
