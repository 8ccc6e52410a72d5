package io.millrace.spark.telecom;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spark.change.DeadLetter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TelecomBatchTest {

  private final List<Row> records = new ArrayList<>();

  @Test
  void countsInsertsPerMinuteTypeAndRegion() {
    record("c", null, call("2026-11-21T10:00:01Z", "Astana", "s1", 60));
    record("c", null, call("2026-11-21T10:00:59.999999Z", "Astana", "s1", 40));
    record("c", null, call("2026-11-21T10:01:00Z", "Astana", "s2", 5));
    record("r", null, call("2026-11-21T10:00:30Z", "Almaty", "s3", 7));

    assertThat(partials())
        .containsExactlyInAnyOrder(
            "10:00 CALL Astana events=2 seconds=100 subscribers=[2]",
            "10:01 CALL Astana events=1 seconds=5 subscribers=[1]",
            "10:00 CALL Almaty events=1 seconds=7 subscribers=[1]");
  }

  @Test
  void doesNotCountARowThatAnIncrementalSnapshotShowsOnceMore() {
    record("c", null, call("2026-11-21T10:00:01Z", "Astana", "s1", 60));
    record("r", "incremental", null, call("2026-11-21T10:00:01Z", "Astana", "s1", 60));

    assertThat(partials()).containsExactly("10:00 CALL Astana events=1 seconds=60 subscribers=[1]");
    assertThat(TelecomDecoder.DECODER.decode(records.get(0)).repeated()).isFalse();
    assertThat(TelecomDecoder.DECODER.decode(records.get(1)).repeated()).isTrue();
  }

  @Test
  void takesTheOldImageBackAndCountsTheNewOneWhenARowMovesItsWindow() {
    record(
        "u",
        call("2026-11-21T10:00:01Z", "Astana", "s1", 60),
        call("2026-11-21T10:05:01Z", "Almaty", "s1", 90));

    assertThat(partials())
        .containsExactlyInAnyOrder(
            "10:00 CALL Astana events=-1 seconds=-60 subscribers=[-1]",
            "10:05 CALL Almaty events=1 seconds=90 subscribers=[1]");
  }

  @Test
  void leavesNothingOfARowThatCameAndWentInOneBatch() {
    record("c", null, call("2026-11-21T10:00:01Z", "Astana", "s1", 60));
    record("d", call("2026-11-21T10:00:01Z", "Astana", "s1", 60), null);

    assertThat(partials()).containsExactly("10:00 CALL Astana events=0 seconds=0 subscribers=[]");
  }

  @Test
  void countsADirtyRowFromItsCorrectionOn() {
    record("c", null, call("2026-11-21T10:00:01Z", "Astana", "s1", -60));
    record(
        "u",
        call("2026-11-21T10:00:01Z", "Astana", "s1", -60),
        call("2026-11-21T10:00:01Z", "Astana", "s1", 60));

    assertThat(partials()).containsExactly("10:00 CALL Astana events=1 seconds=60 subscribers=[1]");
    assertThat(reasons()).containsExactly("negative_duration");
  }

  /** The record that the gateway makes of a letter: the envelope, nothing taken back, op c. */
  @Test
  void countsWhatAReplayBringsOnceAndTakesItBackWithTheNextChange() {
    String refusedOnce = call("2026-11-21T10:00:01Z", "Astana", "s1", 60);
    String value =
        ("{\"before\":null,\"after\":%s,\"source\":{\"ts_ms\":1772359201000,"
                + "\"snapshot\":\"false\",\"txId\":771},\"op\":\"c\",\"ts_ms\":1772359201500}")
            .formatted(refusedOnce);
    records.add(RowFactory.create("t", 0, 0L, "{}".getBytes(UTF_8), value.getBytes(UTF_8)));

    assertThat(partials()).containsExactly("10:00 CALL Astana events=1 seconds=60 subscribers=[1]");
    assertThat(letters()).isEmpty();

    record("u", refusedOnce, call("2026-11-21T10:05:01Z", "Almaty", "s1", 90));

    assertThat(partials())
        .containsExactlyInAnyOrder(
            "10:00 CALL Astana events=0 seconds=0 subscribers=[]",
            "10:05 CALL Almaty events=1 seconds=90 subscribers=[1]");
  }

  @Test
  void takesACleanRowBackWhenItIsMadeDirty() {
    record(
        "u",
        call("2026-11-21T10:00:01Z", "Astana", "s1", 60),
        call("2026-11-21T10:00:01Z", "Atlantis", "s1", 60));

    assertThat(partials())
        .containsExactly("10:00 CALL Astana events=-1 seconds=-60 subscribers=[-1]");
    assertThat(reasons()).containsExactly("unknown_region");
  }

  @Test
  void countsAnEventWithoutSubscriberButNotAsASubscriber() {
    record("c", null, call("2026-11-21T10:00:01Z", "Astana", null, 60));

    assertThat(partials()).containsExactly("10:00 CALL Astana events=1 seconds=60 subscribers=[]");
  }

  @Test
  void keepsTheBytesAndTheOriginOfWhatItTurnsAway() {
    records.add(RowFactory.create("t", 3, 17L, "key".getBytes(UTF_8), "no json".getBytes(UTF_8)));

    assertThat(letters()).hasSize(1);
    DeadLetter letter = letters().get(0);
    assertThat(letter.topic()).isEqualTo("t");
    assertThat(letter.partition()).isEqualTo(3);
    assertThat(letter.offset()).isEqualTo(17);
    assertThat(letter.key()).isEqualTo("key".getBytes(UTF_8));
    assertThat(letter.value()).isEqualTo("no json".getBytes(UTF_8));
    assertThat(letter.reason()).isEqualTo("not_json");
  }

  @Test
  void turnsATruncateAwayInsteadOfLosingIt() {
    record("t", null, null);

    assertThat(reasons()).containsExactly("truncate");
  }

  @Test
  void passesTombstonesAndLogicalMessagesInSilence() {
    records.add(RowFactory.create("t", 0, 1L, "key".getBytes(UTF_8), null));
    record("m", null, null);

    assertThat(contributions()).isEmpty();
    assertThat(letters()).isEmpty();
  }

  @Test
  void keepsEveryDigitOfDecimalSums() {
    record("c", null, recharge("0.10"));
    record("c", null, recharge("0.20"));
    record("c", null, recharge("99999999999.99"));

    WindowSums.Sums sums = batch().sums().windows().values().iterator().next();

    assertThat(sums.amount()).isEqualTo("100000000000.29");
  }

  @Test
  void callsAWindowLateFromTheInstantTheWatermarkReachesItsEnd() {
    record("c", null, call("2026-11-21T10:00:59Z", "Astana", "s1", 60));

    assertThat(late(Instant.parse("2026-11-21T10:01:00Z"))).isTrue();
    assertThat(late(Instant.parse("2026-11-21T10:00:59.999999Z"))).isFalse();
  }

  @Test
  void comesToTheSameHoweverItsRecordsAreSpreadOverTasks() {
    for (int i = 0; i < 60; i++) {
      record("c", null, call("2026-11-21T10:0" + i % 3 + ":00Z", "Astana", "s" + i % 7, i));
    }
    record("d", call("2026-11-21T10:00:00Z", "Astana", "s0", 0), null);
    List<String> whole = partials();

    TelecomBatch merged = new TelecomBatch();
    for (int task = 0; task < 4; task++) {
      TelecomBatch part = new TelecomBatch();
      for (int i = task; i < records.size(); i += 4) {
        TelecomDecoder.DECODER
            .decode(records.get(i))
            .contributions()
            .forEach(contribution -> part.add(contribution, Instant.EPOCH));
      }
      merged.merge(part);
    }

    assertThat(describe(merged)).isEqualTo(whole);
    assertThat(merged.facts().contributions()).isEqualTo(61);
  }

  @Test
  void knowsTheHoursThatLateContributionsRestate() {
    record("c", null, call("2026-11-21T08:59:59Z", "Astana", "s1", 1));
    record("c", null, call("2026-11-21T10:00:00Z", "Astana", "s1", 1));

    TelecomBatch batch = new TelecomBatch();
    Instant watermark = Instant.parse("2026-11-21T09:30:00Z");
    contributions().forEach(contribution -> batch.add(contribution, watermark));

    assertThat(batch.facts().late()).isEqualTo(1);
    assertThat(batch.facts().lateHours()).containsExactly(Instant.parse("2026-11-21T08:00:00Z"));
    assertThat(batch.facts().newestEvent()).isEqualTo("2026-11-21T10:00:00Z");
  }

  private boolean late(Instant watermark) {
    return contributions().get(0).lateFor(watermark);
  }

  private List<Contribution> contributions() {
    return records.stream()
        .flatMap(record -> TelecomDecoder.DECODER.decode(record).contributions().stream())
        .toList();
  }

  private List<DeadLetter> letters() {
    return records.stream()
        .flatMap(record -> TelecomDecoder.DECODER.decode(record).deadLetters().stream())
        .toList();
  }

  private TelecomBatch batch() {
    TelecomBatch batch = new TelecomBatch();
    contributions().forEach(contribution -> batch.add(contribution, Instant.EPOCH));
    return batch;
  }

  private List<String> reasons() {
    return letters().stream().map(DeadLetter::reason).toList();
  }

  private List<String> partials() {
    return describe(batch());
  }

  private static List<String> describe(TelecomBatch batch) {
    return batch.sums().windows().entrySet().stream()
        .map(
            window ->
                "%s %s %s events=%d seconds=%d subscribers=%s"
                    .formatted(
                        window.getKey().windowStart().toString().substring(11, 16),
                        window.getKey().eventType(),
                        window.getKey().region(),
                        window.getValue().events(),
                        window.getValue().durationSeconds(),
                        window.getValue().subscribers().values().stream().sorted().toList()))
        .toList();
  }

  private void record(String op, @Nullable String before, @Nullable String after) {
    record(op, "false", before, after);
  }

  private void record(String op, String snapshot, @Nullable String before, @Nullable String after) {
    String value =
        ("{\"before\":%s,\"after\":%s,\"source\":{\"ts_ms\":1795255200000,\"snapshot\":\"%s\"},"
                + "\"op\":\"%s\"}")
            .formatted(before, after, snapshot, op);
    records.add(
        RowFactory.create(
            "t", 0, (long) records.size(), "{}".getBytes(UTF_8), value.getBytes(UTF_8)));
  }

  private static String call(
      String time, String region, @Nullable String subscriber, long seconds) {
    return row("CALL", time, region, subscriber, Long.toString(seconds), null);
  }

  private static String recharge(String amount) {
    return row("BALANCE_RECHARGE", "2026-11-21T10:00:00Z", "Astana", "s1", "null", amount);
  }

  private static String row(
      String type,
      String time,
      String region,
      @Nullable String subscriber,
      String seconds,
      @Nullable String amount) {
    return ("{\"event_id\":1,\"event_type\":\"%s\",\"event_time\":\"%s\","
            + "\"recorded_at\":\"2026-11-21T10:10:00.000000Z\",\"region\":\"%s\","
            + "\"subscriber\":%s,\"duration_seconds\":%s,\"megabytes\":null,\"amount\":%s}")
        .formatted(type, time, region, quote(subscriber), seconds, quote(amount));
  }

  private static String quote(@Nullable String text) {
    return text == null ? "null" : "\"" + text + "\"";
  }
}
