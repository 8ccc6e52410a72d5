package io.millrace.gateway.telecom;

import static io.millrace.gateway.Problems.assertProblem;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.EmbeddedDependencies;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(EmbeddedDependencies.class)
class DailyEndpointTest {

  private static final String PATH = "/api/v1/telecom/daily";

  private static final String THREE_DAYS =
      "{\"from\":\"2026-06-10T00:00:00Z\",\"to\":\"2026-06-13T00:00:00Z\",\"days\":["
          + "{\"date\":\"2026-06-12\",\"eventType\":\"CALL\",\"events\":1,\"durationSeconds\":10,"
          + "\"megabytes\":1.125,\"amount\":7.50},"
          + "{\"date\":\"2026-06-10\",\"eventType\":\"CALL\",\"events\":3,\"durationSeconds\":30,"
          + "\"megabytes\":3.375,\"amount\":22.50},"
          + "{\"date\":\"2026-06-10\",\"eventType\":\"SMS\",\"events\":1,\"durationSeconds\":10,"
          + "\"megabytes\":1.125,\"amount\":7.50}]}";

  /** The day in the middle has events that were all deleted. */
  @BeforeAll
  static void seed() {
    new Partials()
        .add(1, Instant.parse("2026-06-09T23:59:00Z"), "CALL", "Astana", 1)
        .add(1, Instant.parse("2026-06-10T00:00:00Z"), "CALL", "Astana", 1, 2)
        .add(1, Instant.parse("2026-06-10T23:59:00Z"), "CALL", "Almaty", 1, 2)
        .add(1, Instant.parse("2026-06-10T12:00:00Z"), "SMS", "Abai", 3)
        .add(1, Instant.parse("2026-06-11T12:00:00Z"), "SMS", "Abai", 3)
        .add(1, Instant.parse("2026-06-12T12:00:00Z"), "CALL", "Abai", 3)
        .add(1, Instant.parse("2026-06-13T00:00:00Z"), "CALL", "Abai", 3)
        .insert();
    new Partials()
        .add(-1, Instant.parse("2026-06-10T23:59:00Z"), "CALL", "Almaty", 2)
        .add(-1, Instant.parse("2026-06-11T12:00:00Z"), "SMS", "Abai", 3)
        .insert();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-06-10, 2026-06-13",
    "2026-06-10T00:00:00Z, 2026-06-13T00:00:00Z",
    "2026-06-10T23:59:59.999Z, 2026-06-12T00:00:01Z",
    "2026-06-10T05:00:00+05:00, 2026-06-13"
  })
  void addsUpEachWholeDayThatTheRangeTouchesNewestFirst(String from, String to) {
    Response answer = given().queryParams("from", from, "to", to).get(PATH);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body().asString()).isEqualTo(THREE_DAYS);
  }

  @Test
  void answersSevenDaysUpToTodayByDefault() {
    LocalDate before = LocalDate.now(ZoneOffset.UTC);

    Response answer = given().get(PATH);

    Instant to = Instant.parse(answer.path("to"));
    assertThat(LocalDate.ofInstant(to, ZoneOffset.UTC))
        .isBetween(before.plusDays(1), LocalDate.now(ZoneOffset.UTC).plusDays(1));
    assertThat(Instant.parse(answer.path("from"))).isEqualTo(to.minusSeconds(7 * 86_400));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-06-10, 2026-06-10, from, a day before to",
    "2026-06-10, 2026-06-09, from, a day before to",
    "2026-05-01, 2026-06-02, from, at most 31 days",
    "2026-06-31, 2026-07-02, from, a day of UTC",
    "1969-12-31, 1970-01-02, from, a day of UTC",
    "2099-12-31, +999999999-01-01, to, a day of UTC",
    "'2026-06-10'' OR 1=1', 2026-06-11, from, a day of UTC",
    "2026-06-10, yesterday, to, a day of UTC"
  })
  void refusesAndNamesParameterAndWhatIsAllowed(
      String from, String to, String parameter, String allowed) {
    Response answer = given().queryParams("from", from, "to", to).get(PATH);

    assertProblem(answer, 400, "invalid-parameters", PATH);
    assertThat(answer.<String>path("errors[0].parameter")).isEqualTo(parameter);
    assertThat(answer.<String>path("errors[0].allowed")).contains(allowed);
  }

  @Test
  void answersTheLongestRange() {
    assertThat(given().queryParams("from", "2026-05-01", "to", "2026-06-01").get(PATH).statusCode())
        .isEqualTo(200);
  }
}
