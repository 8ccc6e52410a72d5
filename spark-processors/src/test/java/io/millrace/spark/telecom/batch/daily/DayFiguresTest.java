package io.millrace.spark.telecom.batch.daily;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.telecom.TelecomRow;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class DayFiguresTest {

  @Test
  void namesTheFirstOfSeveralRegionsWithTheMostEvents() {
    DayFigures figures =
        new DayFigures(
            List.of(
                group("CALL", "Ulytau", 5),
                group("CALL", "Almaty", 5),
                group("CALL", "Abai", 4),
                group("CALL", "ALL", 14),
                group("ALL", "Abai", 90),
                group("ALL", "Almaty", 5),
                group("ALL", "ALL", 95)),
            Map.of("negative_amount", 2L, "wrong_type", 1L));

    assertThat(figures.mostActive())
        .containsOnlyKeys("ALL", "CALL")
        .containsEntry("CALL", group("CALL", "Almaty", 5))
        .containsEntry("ALL", group("ALL", "Abai", 90));
    assertThat(figures.kept()).isEqualTo(95);
    assertThat(figures.rejected()).isEqualTo(3);
  }

  @Test
  void keepsSumsExactAndRoundsRatiosHalfUp() {
    DayGroup group =
        new DayGroup(
            "DATA_SESSION",
            "ALL",
            new Totals(9, 10, new BigDecimal("99999999999.999"), BigDecimal.ZERO),
            3,
            7);
    assertThat(group.durationHours()).isEqualTo("0.002778");
    assertThat(group.terabytes()).isEqualTo("99999.999999999");
    assertThat(group.averageDurationSeconds()).isEqualTo("3.333333");
    assertThat(group.megabytesPerSubscriber()).isEqualTo("14285714285.714143");

    DayGroup sms = new DayGroup("SMS", "ALL", Totals.NONE, 0, 0);
    assertThat(sms.averageDurationSeconds()).isNull();
    assertThat(sms.megabytesPerSubscriber()).isNull();
  }

  @Test
  void readsARowAsTheStreamReadsItsImage() {
    assertThat(
            StoredEvents.event(
                RowFactory.create(7L, "CALL", 1_000_001L, 2L, "Abai", "s", 3L, "1.250", "0.10")))
        .hasValue(
            new TelecomRow(
                7,
                "CALL",
                Instant.parse("1970-01-01T00:00:01.000001Z"),
                Instant.parse("1970-01-01T00:00:00.000002Z"),
                "Abai",
                "s",
                3L,
                new BigDecimal("1.250"),
                new BigDecimal("0.10")));
    assertThat(
            StoredEvents.event(RowFactory.create(7L, "CALL", 1L, 2L, "Abai", "s", 3L, "NaN", null)))
        .as("no number")
        .isEmpty();
    assertThat(
            StoredEvents.event(
                RowFactory.create(7L, "CALL", 1L, null, "Abai", "s", 3L, null, null)))
        .as("recorded at an infinite time")
        .isEmpty();
  }

  @Test
  void readsEachMinuteOfADayOnceAlsoWhereADayIsLonger() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    for (String day : List.of("2025-03-30", "2025-10-26", "2025-06-01")) {
      Instant from = LocalDate.parse(day).atStartOfDay(berlin).toInstant();
      Instant to = LocalDate.parse(day).plusDays(1).atStartOfDay(berlin).toInstant();
      List<String> hours = DayReader.hours(from, to);
      assertThat(hours).hasSize((int) ((to.getEpochSecond() - from.getEpochSecond()) / 3_600));
      assertThat(hours.get(0)).startsWith("event_time >= '" + from + "'");
      assertThat(hours.get(hours.size() - 1)).endsWith("event_time < '" + to + "'");
      for (int i = 1; i < hours.size(); i++) {
        String end = hours.get(i - 1).replaceAll(".*< ", "");
        assertThat(hours.get(i)).startsWith("event_time >= " + end);
      }
    }
  }

  @Test
  void namesEachCheckThatIsViolatedWithBothNumbers() {
    Map<String, Map<String, Totals>> staged = new TreeMap<>();
    staged.put("CALL", regions(3, 2, 3));
    staged.put("ALL", regions(3, 2, 3));
    Map<String, Totals> postgres = Map.of("CALL", totals(5), "ALL", totals(5));

    assertThat(DayChecks.violated(staged, 8, postgres, postgres, postgres, 5)).isEmpty();
    assertThat(DayChecks.violated(Map.of(), 0, Map.of(), Map.of(), Map.of(), 0)).isEmpty();

    assertThat(DayChecks.violated(staged, 9, postgres, postgres, postgres, 5))
        .containsExactly("rows: 9 are staged, of 8 event types and regions");
    assertThat(DayChecks.violated(Map.of(), 0, Map.of(), Map.of(), Map.of(), 6))
        .containsExactly("empty day: 0 rows are staged, and PostgreSQL has 6 events now");
    assertThat(DayChecks.violated(staged, 8, Map.of("ALL", totals(5)), postgres, postgres, 5))
        .contains("CALL, staged and PostgreSQL's own SQL, events: 5 and 0");
    assertThat(
            DayChecks.violated(
                staged, 8, postgres, postgres, Map.of("CALL", totals(4), "ALL", totals(5)), 5))
        .contains("CALL, the stream's settled windows and PostgreSQL's, events: 4 and 5");
    staged.put("CALL", regions(3, 3, 3));
    assertThat(DayChecks.violated(staged, 8, postgres, postgres, postgres, 5))
        .contains(
            "CALL, region ALL and the sum of regions, events: 5 and 6",
            "Almaty, event type ALL and the sum of event types, events: 2 and 3");
    staged.put("CALL", regions(3, 2, 2));
    assertThat(DayChecks.violated(staged, 8, postgres, postgres, postgres, 5))
        .containsExactly("CALL, events of most_active and of the leading region: 2 and 3");
    staged.get("CALL").remove("most_active");
    assertThat(DayChecks.violated(staged, 7, postgres, postgres, postgres, 5))
        .containsExactly("CALL, rows: of regions ALL and most_active there must be 2, there are 1");
  }

  private static Map<String, Totals> regions(long abai, long almaty, long mostActive) {
    Map<String, Totals> regions = new TreeMap<>();
    regions.put("Abai", totals(abai));
    regions.put("Almaty", totals(almaty));
    regions.put("most_active", totals(mostActive));
    regions.put("ALL", totals(5));
    return regions;
  }

  private static Totals totals(long events) {
    return new Totals(events, 10 * events, BigDecimal.valueOf(events), BigDecimal.ZERO);
  }

  private static DayGroup group(String type, String region, long events) {
    return new DayGroup(type, region, totals(events), events, 0);
  }
}
