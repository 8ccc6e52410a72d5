package io.millrace.clickhouse.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemorySizeTest {

  @ParameterizedTest
  @CsvSource({
    "1258291200, 1258291200",
    "1200MiB, 1258291200",
    "1200m, -1",
    "1200M, 1258291200",
    "2GiB, 2147483648",
    "512 KiB, 524288",
    "7B, 7"
  })
  void readsBytesAndBinaryUnits(String text, long bytes) {
    if (bytes < 0) {
      assertThatThrownBy(() -> MemorySize.parse(text)).hasMessageContaining(text);
    } else {
      assertThat(MemorySize.parse(text).bytes()).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "MiB", "-1", "1.5GiB", "12 parsecs", "0"})
  void refusesWhatIsNotASize(String text) {
    assertThatThrownBy(() -> MemorySize.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesWhatOverflows() {
    assertThatThrownBy(() -> MemorySize.parse("999999999999GiB"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("999999999999GiB");
  }
}
