package io.millrace.gateway.pipeline;

import io.millrace.gateway.pipeline.PipelineReport.Stage;
import io.millrace.gateway.pipeline.PipelineReport.State;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** How each part is, by the gateway's own health checks, and since when. */
@ApplicationScoped
class StageStates {

  /**
   * The health checks that are parts of the pipeline, in the order in which a change passes them.
   */
  private static final List<Named> STAGES =
      List.of(
          new Named("postgresql", "PostgreSQL"),
          new Named("bridge", "CDC bridge"),
          new Named("kafka", "Kafka"),
          new Named("spark", "Spark"),
          new Named("clickhouse", "ClickHouse"),
          new Named("s3", "S3 store"));

  private final SmallRyeHealthReporter health;
  private final Map<String, Stage> stages = new ConcurrentHashMap<>();

  private record Named(String id, String name) {}

  StageStates(SmallRyeHealthReporter health) {
    this.health = health;
  }

  /** Asks all of them; no check takes longer than the probe timeout. */
  CompletionStage<Void> refresh() {
    return health
        .getHealthAsync()
        .subscribeAsCompletionStage()
        .thenAccept(
            answer ->
                answer.getPayload().getJsonArray("checks").stream()
                    .map(check -> check.asJsonObject())
                    .forEach(this::note));
  }

  private void note(JsonObject check) {
    String id = check.getString("name");
    State state = check.getString("status").equals("UP") ? State.UP : State.DOWN;
    JsonObject data = check.getJsonObject("data");
    stages.compute(
        id,
        (key, before) ->
            new Stage(
                id,
                id,
                state,
                before != null && before.state() == state
                    ? before.since()
                    : Instant.now().truncatedTo(ChronoUnit.MILLIS),
                detail(data),
                data != null && data.containsKey("latencyMs")
                    ? data.getJsonNumber("latencyMs").longValue()
                    : null));
  }

  private static @Nullable String detail(@Nullable JsonObject data) {
    if (data == null) {
      return null;
    }
    return data.get(data.containsKey("error") ? "error" : "detail") instanceof JsonString text
        ? text.getString()
        : null;
  }

  /** What is known of each part now. */
  List<Stage> current() {
    return STAGES.stream()
        .map(
            named -> {
              Stage known = stages.get(named.id());
              return known == null
                  ? new Stage(named.id(), named.name(), State.UNKNOWN, null, null, null)
                  : new Stage(
                      named.id(),
                      named.name(),
                      known.state(),
                      known.since(),
                      known.detail(),
                      known.latencyMs());
            })
        .toList();
  }
}
