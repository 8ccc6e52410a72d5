package io.millrace.spark.batch.compact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErasedChangeTest {

  private static final String HIM = "415643a15c39c46d-67";
  private static final String OTHER = "5017926e07fa12ed-72";
  private static final Subscriber SUBSCRIBER = new Subscriber(HIM);

  @Test
  void leavesAnEventOfOthersByteForByte() {
    String event = event(row(OTHER, null), row(OTHER, OTHER)).replace(":", " : ");

    assertThat(ErasedChange.of(event, SUBSCRIBER)).isEqualTo(event);
  }

  @Test
  void dropsAnEventWhoseRowIsOrWasHis() {
    assertThat(ErasedChange.of(event("null", row(HIM, OTHER)), SUBSCRIBER)).isNull();
    assertThat(ErasedChange.of(event(row(HIM, OTHER), "null"), SUBSCRIBER)).isNull();
    assertThat(ErasedChange.of(event(row(HIM, OTHER), row(OTHER, HIM)), SUBSCRIBER)).isNull();
  }

  @Test
  void keepsARowOfAnotherWithoutHimAsCounterpartyAndChangesNothingElse() {
    String event = event(row(OTHER, HIM), row(OTHER, HIM));

    assertThat(ErasedChange.of(event, SUBSCRIBER))
        .isEqualTo(event(row(OTHER, null), row(OTHER, null)));
  }

  @Test
  void dropsWhatNamesHimWhereNobodyLooksAndWhatCannotBeRead() {
    String elsewhere = event("null", row(OTHER, null)).replace("simulator:1", HIM);

    assertThat(ErasedChange.of(elsewhere, SUBSCRIBER)).isNull();
    assertThat(ErasedChange.of("{\"after\": {\"subscriber\":\"" + HIM, SUBSCRIBER)).isNull();
  }

  @Test
  void takesAPartOfALongerWordForSomebodyElse() {
    assertThat(SUBSCRIBER.isIn("a," + HIM + ",b")).isTrue();
    assertThat(SUBSCRIBER.isIn(HIM)).isTrue();
    assertThat(SUBSCRIBER.isIn("f" + HIM)).isFalse();
    assertThat(SUBSCRIBER.isIn(HIM + "0")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "67", "+77 01 123 45 67", "*", "415643a15c39c46d-67\n"})
  void refusesWhatIsNoMaskWithoutShowingIt(String text) {
    assertThatThrownBy(() -> new Subscriber(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("--subscriber is not shown here; allowed: a masked number");
  }

  @Test
  void showsAHash() {
    assertThat(SUBSCRIBER.toString()).matches("sha256:[0-9a-f]{16}").doesNotContain(HIM);
    assertThat(new Subscriber(OTHER).toString()).isNotEqualTo(SUBSCRIBER.toString());
  }

  private static String event(String before, String after) {
    return "{\"before\":"
        + before
        + ",\"after\":"
        + after
        + ",\"source\":{\"ts_ms\":1634472000123,\"lsn\":9007199254740993},\"op\":\"u\"}";
  }

  private static String row(String subscriber, String counterparty) {
    return "{\"event_id\":9007199254740993,\"subscriber\":\""
        + subscriber
        + "\",\"counterparty\":"
        + (counterparty == null ? "null" : "\"" + counterparty + "\"")
        + ",\"megabytes\":\"12.500\",\"ratio\":1.10,\"source\":\"simulator:1\"}";
  }
}
