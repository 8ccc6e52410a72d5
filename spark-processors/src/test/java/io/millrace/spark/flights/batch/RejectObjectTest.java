package io.millrace.spark.flights.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RejectObjectTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          velocity is "fast"                                            | velocity is …
          icao24 is "12345"; allowed: six hexadecimal digits            | icao24 is …
          time is -5.0                                                  | time is …
          time is 1.0E300                                               | time is …
          last_contact is null or missing                               | last_contact is null or missing
          the array has 16 elements                                     | the array has 16 elements
          it is […]                                                     | it is […]
          states is []                                                  | states is []
          the JSON is broken after state 3: Unexpected end-of-input (x) | the JSON is broken after state …
          it cannot be decompressed: Not in GZIP format                 | it cannot be decompressed
          callsign is "a "b" ; c"                                       | callsign is …
          """)
  void countsReasonsWithoutTheirValues(String reason, String kind) {
    assertThat(RejectObject.kind(reason)).isEqualTo(kind);
  }
}
