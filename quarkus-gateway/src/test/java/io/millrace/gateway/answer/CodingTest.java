package io.millrace.gateway.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class CodingTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip | GZIP",
        "GZIP | GZIP",
        "x-gzip | GZIP",
        "gzip, deflate, br, zstd | GZIP",
        "br | IDENTITY",
        "* | GZIP",
        "*;q=0 | IDENTITY",
        "identity | IDENTITY",
        "gzip;q=0 | IDENTITY",
        "gzip;q=0.0, * | IDENTITY",
        "gzip;q=0.5, identity;q=1 | IDENTITY",
        "gzip;q=1, identity;q=0.5 | GZIP",
        "gzip; q=0.001 | GZIP",
        "identity;q=0, gzip | GZIP",
        "br;q=1.0, gzip;q=0.8, *;q=0.1 | GZIP"
      })
  void takesWhatTheClientWantsMost(String header, Coding expected) {
    assertThat(Coding.of(header)).isEqualTo(expected);
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {" ", ",,,", ";;;", "gzip;q=", "gzip;q=NaN", "gzip;q=2", "gzip;q=-1", "gzipp"})
  void takesNoneForNothingAndForNonsense(String header) {
    assertThat(Coding.of(header)).isEqualTo(Coding.IDENTITY);
  }
}
