package io.millrace.spark.telecom.batch.clean;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FixedPointTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "1, 1000",
    "-1.5, -1500",
    "0.001, 1",
    "12.345, 12345",
    "1.2345, 1235",
    "-1.2345, -1235",
    "1e3, 1000000",
    "99999999999.999, 99999999999999",
    "1.10000, 1100"
  })
  void readsNumbersOfThreeDecimals(String text, long expected) {
    assertThat(FixedPoint.parse(text.toCharArray(), 0, text.length(), 3)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-", ".", ".5.", "1.2.3", "about", "100000000000", "1e99", "NaN", "--1", "1 "})
  void turnsAwayWhatIsNone(String text) {
    assertThat(FixedPoint.parse(text.toCharArray(), 0, text.length(), 3))
        .isEqualTo(FixedPoint.NONE);
  }

  @Test
  void agreesWithDecimalArithmetic() {
    Random random = new Random(2);
    for (int i = 0; i < 20_000; i++) {
      BigDecimal number =
          BigDecimal.valueOf(random.nextLong(-99_999_999_999L, 99_999_999_999L), random.nextInt(6));
      String text = number.toPlainString();
      assertThat(FixedPoint.parse(text.toCharArray(), 0, text.length(), 2))
          .as(text)
          .isEqualTo(number.setScale(2, RoundingMode.HALF_UP).unscaledValue().longValueExact());
    }
  }
}
