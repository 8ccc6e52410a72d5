package io.millrace.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.simulator.event.Change;
import io.millrace.simulator.event.EventRow;
import io.millrace.simulator.masking.NumberMask;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallsFileTest {

  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  private static final NumberMask MASK = NumberMask.ofSecret("key of the tests!");
  private static final String SAMPLE =
      """
      7,2009-01-05 10:00:30,42,,"2088290000"
      7,2009-01-05 10:00:10,0,"8","2088290001"
      ,2009-01-05 10:00:20,-75,,"2088290002"
      ,2009-01-05 10:00:21,5,"9","2088290003"
      8,2009-01-05 10:00:05,32767,"8","2088290004"
      7,2009-01-05 10:00:10,0,"8","2088290001"
      9,yesterday,17,,"2088290005"
      9,2009-02-30 10:00:00,17,,"2088290006"
      9,2009-01-05 10:00:00,2088290007
      9,2009-01-05 10:00:00,soon,,"2088290008"
      9,2009-01-05 10:00:00,17,,"2088290009
      """;

  @TempDir Path folder;

  @Test
  void countsTheDirtAndNamesTheLinesItCannotRead() throws IOException {
    DirtReport report = read(Long.MAX_VALUE).report();

    assertThat(report.calls()).isEqualTo(6);
    assertThat(report.unknownUsers()).isEqualTo(2);
    assertThat(report.unknownBothSides()).isEqualTo(1);
    assertThat(report.negativeDurations()).isEqualTo(1);
    assertThat(report.zeroDurations()).isEqualTo(2);
    assertThat(report.sentinelDurations()).isEqualTo(1);
    assertThat(report.duplicates()).isEqualTo(1);
    assertThat(report.selfCalls()).isEqualTo(1);
    assertThat(report.unreadableLines()).containsExactly(7L, 8L, 9L, 10L, 11L);
    assertThat(report.text()).contains("lines 7, 8, 9, 10, 11").doesNotContain("20882900");
  }

  @Test
  void keepsUnreadableLinesWithNumberReasonAndOriginal() throws IOException {
    read(Long.MAX_VALUE);

    assertThat(Files.readAllLines(folder.resolve("kept/rejects")))
        .containsExactly(
            "7\tfield 2 is no time; expected: yyyy-MM-dd HH:mm:ss\t9,yesterday,17,,\"2088290005\"",
            "8\tfield 2 is no time; expected: yyyy-MM-dd HH:mm:ss\t"
                + "9,2009-02-30 10:00:00,17,,\"2088290006\"",
            "9\tit has 3 fields; expected 5\t9,2009-01-05 10:00:00,2088290007",
            "10\tfield 3 is no duration; expected: whole seconds\t"
                + "9,2009-01-05 10:00:00,soon,,\"2088290008\"",
            "11\ta double quote is not closed\t9,2009-01-05 10:00:00,17,,\"2088290009");
  }

  @Test
  void createsNoRejectsFileWhenAllCanBeRead() throws IOException {
    read(6);

    assertThat(folder.resolve("kept")).doesNotExist();
  }

  @Test
  void ordersByTimeAndKeepsTheFilesOrderWithinASecond() throws IOException {
    assertThat(read(Long.MAX_VALUE).calls())
        .extracting(CallRecord::lineNumber)
        .containsExactly(5L, 2L, 6L, 3L, 4L, 1L);
  }

  @Test
  void readsPlainAndCompressedFilesAlike() throws IOException {
    Path compressed = folder.resolve("calls.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
      out.write(SAMPLE.getBytes(StandardCharsets.ISO_8859_1));
    }

    assertThat(CallsFile.read(compressed, 6, folder.resolve("rejects")).calls())
        .isEqualTo(read(6).calls());
  }

  @Test
  void masksEveryIdentifierAndSeesThatACallWasToOneself() throws IOException {
    List<EventRow> rows = rows(replay());

    assertThat(rows.get(0).subscriber())
        .isEqualTo(rows.get(0).counterparty())
        .isEqualTo(MASK.mask("user:8"));
    assertThat(rows.get(1).counterparty()).isEqualTo(MASK.mask("user:8"));
    assertThat(rows.get(5).counterparty()).isEqualTo(MASK.mask("phone:2088290000")).endsWith("-00");
    assertThat(rows.get(3).subscriber()).isNull();
    assertThat(rows.toString()).doesNotContain("20882900");
  }

  @Test
  void readsLocalTimesInTheZoneAndRecordsAtTheEventTime() throws IOException {
    EventRow first = rows(replay()).get(0);

    assertThat(first.eventTime()).isEqualTo(Instant.parse("2009-01-05T15:00:05Z"));
    assertThat(first.recordedAt()).isEqualTo(first.eventTime());
    assertThat(first.durationSeconds()).isEqualTo(32_767);
    assertThat(first.eventType()).isEqualTo("CALL");
  }

  @Test
  void keepsAPersonInOneRegion() throws IOException {
    List<EventRow> rows = rows(replay());

    assertThat(rows.get(1).region())
        .isEqualTo(rows.get(2).region())
        .isEqualTo(rows.get(5).region());
  }

  @Test
  void shiftsAllTimesTogether() throws IOException {
    Instant now = Instant.parse("2026-11-21T10:00:00Z");

    assertThat(rows(replay().shiftedTo(now)))
        .extracting(EventRow::eventTime)
        .containsExactly(
            now,
            now.plusSeconds(5),
            now.plusSeconds(5),
            now.plusSeconds(15),
            now.plusSeconds(16),
            now.plusSeconds(25));
  }

  @Test
  void commitsTogetherWhatFallsIntoOneInterval() throws IOException {
    CallReplay replay = CallReplay.of(read(6).calls(), NEW_YORK, Duration.ofSeconds(10), MASK);

    List<Integer> sizes = new ArrayList<>();
    replay.forEachRemaining(transaction -> sizes.add(transaction.size()));
    assertThat(sizes).containsExactly(3, 2, 1);
  }

  @Test
  void refusesAFileThatIsNotThere() {
    assertThatThrownBy(
            () -> CallsFile.read(folder.resolve("missing.csv"), 1, folder.resolve("rejects")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("missing.csv");
  }

  private CallReplay replay() throws IOException {
    return CallReplay.of(read(6).calls(), NEW_YORK, Duration.ofMillis(100), MASK);
  }

  private CallsFile read(long limit) throws IOException {
    Path file = folder.resolve("calls.csv");
    Files.writeString(file, SAMPLE);
    return CallsFile.read(file, limit, folder.resolve("kept/rejects"));
  }

  private static List<EventRow> rows(CallReplay replay) {
    List<EventRow> rows = new ArrayList<>();
    replay.forEachRemaining(t -> t.inserts().stream().map(Change.Insert::row).forEach(rows::add));
    return rows;
  }
}
