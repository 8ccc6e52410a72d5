package io.millrace.gateway.telecom;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.EmbeddedDependencies;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@QuarkusTest
@QuarkusTestResource(EmbeddedDependencies.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SummaryEndpointTest {

  /** Recent enough for the ledger, which forgets micro-batches after 90 days. */
  private static final LocalDate DAY = LocalDate.now(ZoneOffset.UTC).minusDays(10);

  private static final Instant START = Instant.parse(DAY + "T10:00:00Z");

  @BeforeAll
  static void seed() {
    // Other tests enter micro-batches of this query, too.
    EmbeddedDependencies.execute("TRUNCATE TABLE millrace.micro_batches");
    Instant next = START.plusSeconds(60);
    new Partials()
        .add(1, START, "CALL", "Astana", 1, 2)
        .add(1, next, "CALL", "Almaty", 1, 3)
        .add(1, START, "SMS", "Abai", 1, 4)
        .add(1, START.plusSeconds(120), "SMS", "Abai", 8)
        .insert();
    // A deletion takes subscriber 4 back, another empties the third minute.
    new Partials()
        .add(-1, START, "SMS", "Abai", 4)
        .add(-1, START.plusSeconds(120), "SMS", "Abai", 8)
        .insert();
  }

  @Test
  @Order(1)
  void addsUpTheRangeBeforeAnyMicroBatchIsEntered() {
    assertThat(summary())
        .isEqualTo(
            onDay(
                "{\"from\":\"DAYT10:00:00Z\",\"to\":\"DAYT11:00:00Z\","
                    + "\"asOf\":\"DAYT10:03:01Z\",\"watermark\":null,\"windowsOpen\":2,"
                    + "\"totals\":{\"events\":5,\"durationSeconds\":50,\"megabytes\":5.625,"
                    + "\"amount\":37.50,\"distinctSubscribers\":3},\"eventTypes\":["
                    + "{\"eventType\":\"CALL\",\"totals\":{\"events\":4,\"durationSeconds\":40,"
                    + "\"megabytes\":4.500,\"amount\":30.00,\"distinctSubscribers\":3}},"
                    + "{\"eventType\":\"SMS\",\"totals\":{\"events\":1,\"durationSeconds\":10,"
                    + "\"megabytes\":1.125,\"amount\":7.50,\"distinctSubscribers\":1}}],\"minutes\":["
                    + "{\"windowStart\":\"DAYT10:00:00Z\",\"events\":3},"
                    + "{\"windowStart\":\"DAYT10:01:00Z\",\"events\":2}],"
                    + "\"lateEvents\":0,\"deadLetters\":0}"));
  }

  @Test
  @Order(2)
  void countsWhatTheStreamSetAsideOnceThoughABatchIsReplayed() {
    EmbeddedDependencies.execute(
        onDay(
            "INSERT INTO millrace.micro_batches (query, checkpoint_id, batch_id, watermark_after, late,"
                + " dead_letters, finished_at) SELECT tupleElement(b, 1), toUUID('7f0a3f5e-0000-4000-"
                + "8000-000000000001'), tupleElement(b, 2), concat('DAY ', tupleElement(b, 3)),"
                + " tupleElement(b, 4), tupleElement(b, 5), concat('DAY ', tupleElement(b, 6))"
                + " FROM (SELECT arrayJoin(["
                + "('telecom-metrics', 0, '09:51:00', 50, 50, '09:30:00'),"
                + "('telecom-metrics', 1, '09:59:00', 3, 2, '10:05:00'),"
                + "('telecom-metrics', 1, '09:59:00', 3, 2, '10:05:09'),"
                + "('telecom-metrics', 2, '10:01:00', 1, 0, '10:06:00'),"
                + "('other', 1, '19:59:00', 70, 70, '10:05:00')]) AS b)"));

    assertThat(summary())
        .contains(onDay("\"watermark\":\"DAYT10:01:00Z\",\"windowsOpen\":1,"))
        .endsWith("\"lateEvents\":4,\"deadLetters\":2}");
  }

  @Test
  void answersZerosForAnEmptyRange() {
    String body =
        given()
            .queryParams("from", "2019-01-01T00:00:00Z", "to", "2019-01-02T00:00:00Z")
            .get("/api/v1/telecom/summary")
            .body()
            .asString();

    assertThat(body)
        .contains("\"asOf\":null")
        .contains("\"totals\":{\"events\":0,\"durationSeconds\":0,\"megabytes\":0")
        .contains("\"eventTypes\":[],\"minutes\":[]");
  }

  @Test
  void answersTheLastHourByDefault() {
    io.restassured.path.json.JsonPath answer = given().get("/api/v1/telecom/summary").jsonPath();

    Instant from = Instant.parse(answer.getString("from"));
    assertThat(Instant.parse(answer.getString("to"))).isEqualTo(from.plusSeconds(3600));
    assertThat(from).isBetween(Instant.now().minusSeconds(3700), Instant.now().minusSeconds(3590));
  }

  private static String onDay(String text) {
    return text.replace("DAY", DAY.toString());
  }

  private static String summary() {
    return given()
        .queryParams("from", START.toString(), "to", START.plusSeconds(3600).toString())
        .get("/api/v1/telecom/summary")
        .body()
        .asString();
  }
}
