package io.millrace.spark.telecom.batch.percentiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.spark.batch.BatchException;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GroupPercentilesTest {

  @Test
  void findsNoErrorWhereEachValueHasItsRank() {
    // Of 1000 different values: ranks 500, 900, 950, 990 and 999.
    assertThat(
            GroupPercentiles.rankError(
                1_000,
                List.of(499L, 899L, 949L, 989L, 998L),
                List.of(500L, 900L, 950L, 990L, 999L)))
        .isZero();
  }

  @Test
  void findsNoErrorWhereEqualValuesShareTheRank() {
    assertThat(
            GroupPercentiles.rankError(
                1_000, Collections.nCopies(5, 0L), Collections.nCopies(5, 1_000L)))
        .isZero();
    assertThat(
            GroupPercentiles.rankError(1, Collections.nCopies(5, 0L), Collections.nCopies(5, 1L)))
        .isZero();
  }

  @Test
  void tellsTheGreatestDistanceAboveAndBelow() {
    // Rank 510 where 500 is wanted, rank 880 where 900 is.
    assertThat(
            GroupPercentiles.rankError(
                1_000,
                List.of(509L, 879L, 949L, 989L, 998L),
                List.of(510L, 880L, 950L, 990L, 999L)))
        .isCloseTo(0.02, within(1e-12));
    assertThat(
            GroupPercentiles.rankError(
                1_000,
                List.of(529L, 899L, 949L, 989L, 998L),
                List.of(530L, 900L, 950L, 990L, 999L)))
        .isCloseTo(0.03, within(1e-12));
  }

  @Test
  void refusesValuesFurtherOffThanTheAccuracyAllows() {
    group(54, 1.0 / 54).requireWithin(100);
    group(1_000, 0.01).requireWithin(100);
    assertThatThrownBy(() -> group(1_000, 0.011).requireWithin(100))
        .isInstanceOf(BatchException.class)
        .hasMessage(
            "an approximate percentile of 2024-03-01, CALL duration in ALL, hour -1, is 11 ranks of"
                + " 1000 off; --accuracy 100 allows 10.5; nothing was replaced");
  }

  private static GroupPercentiles group(long events, double rankError) {
    return new GroupPercentiles(
        LocalDate.parse("2024-03-01"),
        Percentiles.WHOLE_DAY,
        "CALL",
        Percentiles.ALL,
        "duration",
        events,
        List.of(),
        List.of(),
        rankError);
  }

  @Test
  void namesWhatTheCommandLineMayHave() {
    assertThatThrownBy(() -> new PercentilesInput("Events", Optional.empty(), 10_000))
        .hasMessage("--dataset is Events; allowed: small letters, digits and _, such as events");
    assertThatThrownBy(() -> new PercentilesInput("events", Optional.empty(), 99))
        .hasMessage("--accuracy is 99; allowed: 100 to 1000000");
  }
}
