package io.millrace.gateway.stream;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.EmbeddedDependencies;
import io.millrace.gateway.pipeline.MicroBatches;
import io.millrace.gateway.stream.EventStream.Event;
import io.millrace.gateway.telecom.Partials;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(EmbeddedDependencies.class)
class StreamEndpointTest {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @TestHTTPResource("/api/v1/stream")
  URI stream;

  @Test
  void pushesTheTrafficWhenAMicroBatchChangesItAndNotBefore() throws Exception {
    try (EventStream events = listen("telecom", null)) {
      Event first = events.next("telecom", PATIENCE);
      long before = total(first);

      Instant now = Instant.now();
      new Partials()
          .add(1, now.truncatedTo(ChronoUnit.MINUTES), "CALL", "Astana", 1, 2, 3)
          .insert();
      new MicroBatches("telecom-metrics").enter(1, now, 3, now, now);

      Event second = events.next("telecom", PATIENCE);
      while (total(second) == before) {
        // The clock's minute is another reason for news.
        second = events.next("telecom", PATIENCE);
      }
      assertThat(total(second)).isEqualTo(before + 3);
      assertThat(second.id()).isNotEqualTo(first.id());
      assertThat(new JsonPath(second.data()).getList("timeline.starts")).hasSizeBetween(60, 61);
      assertThat(new JsonPath(second.data()).getList("timeline.series.key")).contains("CALL");
    }
  }

  @Test
  void sendsThePipelineEachSecond() throws Exception {
    try (EventStream events = listen("pipeline", null)) {
      Event first = events.next("pipeline", PATIENCE);
      Event second = events.next("pipeline", PATIENCE);

      assertThat(at(second)).isAfter(at(first));
      assertThat(new JsonPath(second.data()).getList("stages.id", String.class))
          .contains("postgresql", "clickhouse");
    }
  }

  @Test
  void resumesWithWhatTheClientDoesNotKnow() throws Exception {
    try (EventStream others = listen("flights", null)) {
      String known = others.next("flights", PATIENCE).id();

      try (EventStream resumed = listen("flights,pipeline", known)) {
        // The notice is known, so the pipeline comes and no notice before it.
        resumed.next("pipeline", PATIENCE);
        assertThat(resumed.next("pipeline", PATIENCE).id()).isNotEqualTo(known);
      }
      try (EventStream anew = listen("flights", "17-9.9.9")) {
        // An id of another life of the gateway says nothing.
        assertThat(anew.next("flights", PATIENCE).data()).contains("\"aircraft\":");
      }
    }
  }

  @Test
  void namesAFeedThatCannotBeReadAndGoesOnByItself() throws Exception {
    try (EventStream events = listen("telecom", null)) {
      events.next("telecom", PATIENCE);
      EmbeddedDependencies.clickHouse().close();
      try {
        JsonPath problem = new JsonPath(events.next("problem", PATIENCE).data());
        assertThat(problem.getString("feed")).isEqualTo("telecom");
        assertThat(problem.getString("detail")).contains("ClickHouse");
      } finally {
        EmbeddedDependencies.restartClickHouse();
      }
      assertThat(events.next("telecom", PATIENCE).data()).contains("\"totals\"");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "telecom,", "pipeline,nothing", "' OR 1=1 --", "TELECOM"})
  void refusesFeedsThatAreNone(String feeds) {
    Response answer = given().queryParam("feeds", feeds).get("/api/v1/stream");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.contentType()).startsWith("application/problem+json");
    assertThat(answer.jsonPath().getString("errors[0].allowed"))
        .isEqualTo("some of flights, pipeline, telecom");
  }

  private EventStream listen(String feeds, String lastEventId) throws Exception {
    return new EventStream(URI.create(stream + "?feeds=" + feeds), lastEventId);
  }

  private static long total(Event event) {
    return new JsonPath(event.data()).getLong("summary.totals.events");
  }

  private static Instant at(Event event) {
    return Instant.parse(new JsonPath(event.data()).getString("at"));
  }
}
