package io.millrace.gateway.telecom.batch;

import static io.millrace.gateway.Problems.assertProblem;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.EmbeddedDependencies;
import io.millrace.gateway.Tables;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(EmbeddedDependencies.class)
class TelecomBatchEndpointTest {

  private static final String TELECOM = "/api/v1/telecom";
  private static final String DAYS = "from=2026-05-01&to=2026-05-03";

  @BeforeAll
  static void seed() {
    EmbeddedDependencies.execute(
        "INSERT INTO telecom.percentiles SELECT toDate('2026-05-01') + number % 2 AS day,"
            + " arrayJoin([-1, 0, 17]) AS hour, arrayJoin(['CALL', 'SMS']) AS event_type,"
            + " arrayJoin(['ALL', 'Almaty']) AS region, 'duration' AS measure,"
            + " arrayJoin(['exact', 'approximate']) AS method, 1000 AS events, 60.5 AS p50,"
            + " 100.25 AS p90, 200.5 AS p95, 300.5 AS p99, 400.125 AS p999,"
            + " if(method = 'exact', 0, 0.0001) AS rank_error, 'run' AS run_id FROM numbers(3)"
            + " WHERE number < 2 OR event_type = 'NONE'");
    EmbeddedDependencies.execute(
        "INSERT INTO telecom.daily_stats SELECT toDate('2026-05-01') + number, 'Asia/Almaty',"
            + " arrayJoin(['ALL', 'CALL']), arrayJoin(['ALL', 'Abai', 'most_active']) AS r,"
            + " if(r = 'most_active', 'Abai', ''), 8, 3601, 1.000278, 12345678901.123,"
            + " 12345.678901123, 7.5, if(number = 0, NULL, 450.125),"
            + " if(number = 0, NULL, 12.5), 4, 'run' FROM numbers(3)");
    EmbeddedDependencies.execute(
        "INSERT INTO telecom.restated_windows (run_id, day, window_start, event_type, region,"
            + " events_before, events_after, megabytes_before, subscribers_after, state)"
            + " SELECT concat('run', toString(number % 2)), toDate('2026-05-01') + number % 2,"
            + " toDateTime('2026-05-01 10:00:00', 'UTC') + 60 * number,"
            + " if(number % 3 = 0, 'SMS', 'CALL'), 'East Kazakhstan', number, 2 * number, 1.125,"
            + " 3, s FROM numbers(9) ARRAY JOIN ['begun'] AS s");
    EmbeddedDependencies.execute(
        "INSERT INTO telecom.restated_windows SELECT * REPLACE ('restated' AS state,"
            + " entered_at + 1 AS entered_at) FROM telecom.restated_windows"
            + " WHERE run_id = 'run0' AND day < '2026-06-01'");
  }

  @Test
  void answersExactPercentilesOfWholeDaysUnlessAskedForOthers() {
    Response answer =
        given().queryParams("from", "2026-05-01", "to", "2026-05-02").get(TELECOM + "/percentiles");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body().asString())
        .startsWith(
            "{\"from\":\"2026-05-01\",\"to\":\"2026-05-02\",\"method\":\"exact\",\"percentiles\":["
                + "{\"day\":\"2026-05-01\",\"hour\":null,\"eventType\":\"CALL\",\"region\":\"ALL\","
                + "\"measure\":\"duration\",\"method\":\"exact\",\"events\":1000,\"p50\":60.5,"
                + "\"p90\":100.25,\"p95\":200.5,\"p99\":300.5,\"p999\":400.125,\"rankError\":0.0,"
                + "\"runId\":\"run\"},");
    assertThat(answer.<List<Object>>path("percentiles")).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource({
    "/percentiles?, percentiles, 8",
    "/percentiles?hour=ALL&hour=17&hour=0&method=approximate&, percentiles, 24",
    "/percentiles?hour=17&eventType=SMS&region=Almaty&measure=duration&, percentiles, 2",
    "/percentiles?measure=amount&, percentiles, 0",
    "/daily-stats?, days, 12",
    "/daily-stats?region=most_active&eventType=ALL&, days, 2",
    "/daily-stats?region=Abai&region=ALL&, days, 8",
    "/restatements?, windows, 9",
    "/restatements?eventType=SMS&region=East%20Kazakhstan&, windows, 3"
  })
  void hasTheSameRowsInEveryFormat(String path, String rows, int count) throws Exception {
    String limit = path.startsWith("/restatements") ? "&limit=2" : "";
    List<Map<String, String>> json = Tables.ofJson(TELECOM + path + DAYS + limit, rows);

    assertThat(json).hasSize(count);
    assertThat(Tables.ofCsv(file(path + DAYS, "csv"))).isEqualTo(json);
    assertThat(Tables.ofParquet(file(path + DAYS, "parquet"))).isEqualTo(json);
  }

  @Test
  void keepsEachDecimalAndSaysWhereThereIsNone() {
    Response answer =
        given()
            .queryParams("from", "2026-05-01", "to", "2026-05-03", "eventType", "CALL")
            .get(TELECOM + "/daily-stats?region=most_active");

    assertThat(answer.body().asString())
        .isEqualTo(
            "{\"from\":\"2026-05-01\",\"to\":\"2026-05-03\",\"days\":["
                + day("2026-05-02", "450.125000", "12.500000")
                + ","
                + day("2026-05-01", "null", "null")
                + "]}");
  }

  private static String day(String day, String average, String megabytes) {
    return ("{\"day\":\"%s\",\"zone\":\"Asia/Almaty\",\"eventType\":\"CALL\","
            + "\"region\":\"most_active\",\"mostActiveRegion\":\"Abai\",\"events\":8,"
            + "\"durationSeconds\":3601,\"durationHours\":1.000278,"
            + "\"megabytes\":12345678901.123,\"terabytes\":12345.678901123,\"amount\":7.50,"
            + "\"averageDurationSeconds\":%s,\"megabytesPerSubscriber\":%s,"
            + "\"distinctSubscribers\":4,\"runId\":\"run\"}")
        .formatted(day, average, megabytes);
  }

  @Test
  void saysOfEachWindowWhetherItWasRestated() throws Exception {
    List<Map<String, String>> windows =
        Tables.ofJson(TELECOM + "/restatements?limit=4&" + DAYS, "windows");

    assertThat(windows).extracting(row -> row.get("state")).containsOnly("begun", "restated");
    assertThat(windows.stream().filter(row -> row.get("runId").equals("run0")))
        .hasSize(5)
        .allMatch(row -> row.get("state").equals("restated"));
    assertThat(windows.get(0))
        .containsEntry("day", "2026-05-02")
        .containsEntry("windowStart", "2026-05-01T10:07:00Z")
        .containsEntry("eventsBefore", "7")
        .containsEntry("eventsAfter", "14")
        .containsEntry("megabytesBefore", "1.125")
        .containsEntry("subscribersAfter", "3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /percentiles?from=2026-05-01&to=2026-05-01           | from      | a day before to, 2026-05-01
          /percentiles?from=2026-05-01&to=2026-06-02           | from      | at most 31 days
          /percentiles?from=2026-05-01&to=2026-06-01&hour=1&hour=2 | from  | or format csv or parquet
          /percentiles?from=2026-05-01T00:00:00Z               | from      | a day such as 2026-11-21
          /percentiles?hour=24                                 | hour      | ALL, 0, 1, 2
          /percentiles?method=sketch                           | method    | exact, approximate
          /percentiles?measure=seconds                         | measure   | duration, megabytes, amount
          /percentiles?eventType=ALL                           | eventType | DATA_SESSION, CALL, SMS
          /percentiles?region=most_active                      | region    | West Kazakhstan, ALL
          /daily-stats?region=all                              | region    | ALL, most_active
          /daily-stats?limit=5                                 | limit     | from, to, eventType, region, format
          /daily-stats?to=2100-01-02                           | to        | a day such as 2026-11-21
          /restatements?eventType=ALL                          | eventType | DATA_SESSION, CALL, SMS
          /restatements?limit=1001                             | limit     | a whole number from 1 to 1000
          /restatements?cursor=x                               | cursor    | unchanged
          /restatements?limit=5&format=csv                     | limit     | no limit with this format
          """)
  void refusesAndNamesParameterAndWhatIsAllowed(String path, String parameter, String allowed) {
    Response answer = given().get(TELECOM + path);

    assertProblem(answer, 400, "invalid-parameters", TELECOM + path.replaceAll("\\?.*", ""));
    assertThat(answer.<String>path("errors[0].parameter")).isEqualTo(parameter);
    assertThat(answer.<String>path("errors[0].allowed")).contains(allowed);
  }

  private static byte[] file(String path, String format) {
    Response file = given().urlEncodingEnabled(false).get(TELECOM + path + "&format=" + format);
    assertThat(file.statusCode()).as(file.body().asString()).isEqualTo(200);
    return file.body().asByteArray();
  }
}
