package io.millrace.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeRangeTest {

  private static final TimeRange DAY = range("2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z");

  @Test
  void slicesAreEverLongerAndLeaveNothingOut() {
    assertThat(DAY.slicesBefore(DAY.to()))
        .containsExactly(
            range("2026-11-20T23:00:00Z", "2026-11-21T00:00:00Z"),
            range("2026-11-20T19:00:00Z", "2026-11-20T23:00:00Z"),
            range("2026-11-20T03:00:00Z", "2026-11-20T19:00:00Z"),
            range("2026-11-20T00:00:00Z", "2026-11-20T03:00:00Z"));
    assertThat(DAY.slicesFrom(DAY.from()))
        .containsExactly(
            range("2026-11-20T00:00:00Z", "2026-11-20T01:00:00Z"),
            range("2026-11-20T01:00:00Z", "2026-11-20T05:00:00Z"),
            range("2026-11-20T05:00:00Z", "2026-11-20T21:00:00Z"),
            range("2026-11-20T21:00:00Z", "2026-11-21T00:00:00Z"));
  }

  @Test
  void slicesStayWithinTheRangeWhereverACursorPoints() {
    assertThat(DAY.slicesBefore(DAY.to().plusSeconds(999))).isEqualTo(DAY.slicesBefore(DAY.to()));
    assertThat(DAY.slicesFrom(Instant.EPOCH)).isEqualTo(DAY.slicesFrom(DAY.from()));
    assertThat(DAY.slicesBefore(DAY.from())).isEmpty();
    assertThat(DAY.slicesFrom(DAY.to())).isEmpty();
  }

  @Test
  void aMonthIsAFewSlices() {
    List<TimeRange> slices =
        range("2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z").slicesBefore(TimeRange.LATEST);

    assertThat(slices).hasSize(6);
  }

  @Test
  void roundsPartsOfAMicrosecondUp() {
    TimeRange range = range("1970-01-01T00:00:00.000001001Z", "1970-01-01T00:00:01.5Z");

    assertThat(range.firstMicrosecond()).isEqualTo(2);
    assertThat(range.endMicrosecond()).isEqualTo(1_500_000);
    assertThat(range.firstSecond()).isEqualTo(1);
    assertThat(range.endSecond()).isEqualTo(2);
  }

  private static TimeRange range(String from, String to) {
    return new TimeRange(Instant.parse(from), Instant.parse(to));
  }
}
