package io.millrace.gateway.pipeline;

import io.millrace.gateway.pipeline.PipelineReport.Stage;
import io.millrace.gateway.pipeline.PipelineReport.State;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
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
  private static final Map<String, String> NAMES = names();

  private final SmallRyeHealthReporter health;
  private final Map<String, Seen> seen = new ConcurrentHashMap<>();

  /**
   * A part.
   *
   * @param shown as {@link #current} has it
   * @param last as it was when it was asked last
   */
  private record Seen(Stage shown, Stage last) {}

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
    String name = NAMES.get(id);
    if (name != null) {
      Stage look = look(id, name, check);
      seen.merge(id, new Seen(look, look), (before, first) -> next(before, look));
    }
  }

  /**
   * A busy machine lets a part miss one look. What is down misses the next one too, and has been
   * down since the first.
   */
  private static Seen next(Seen before, Stage look) {
    if (look.state() == State.DOWN
        && before.shown().state() == State.UP
        && before.last().state() == State.UP) {
      return new Seen(before.shown(), look);
    }
    Instant since = look.since();
    if (look.state() == before.shown().state()) {
      since = before.shown().since();
    } else if (look.state() == before.last().state()) {
      since = before.last().since();
    }
    return new Seen(
        new Stage(look.id(), look.name(), look.state(), since, look.detail(), look.latencyMs()),
        look);
  }

  private static Stage look(String id, String name, JsonObject check) {
    JsonObject data = check.getJsonObject("data");
    return new Stage(
        id,
        name,
        check.getString("status").equals("UP") ? State.UP : State.DOWN,
        Instant.now().truncatedTo(ChronoUnit.MILLIS),
        detail(data),
        data != null && data.containsKey("latencyMs")
            ? data.getJsonNumber("latencyMs").longValue()
            : null);
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
    return NAMES.entrySet().stream()
        .map(
            named -> {
              Seen known = seen.get(named.getKey());
              return known == null
                  ? new Stage(named.getKey(), named.getValue(), State.UNKNOWN, null, null, null)
                  : known.shown();
            })
        .toList();
  }

  private static Map<String, String> names() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("postgresql", "PostgreSQL");
    names.put("bridge", "CDC bridge");
    names.put("kafka", "Kafka");
    names.put("spark", "Spark");
    names.put("clickhouse", "ClickHouse");
    names.put("s3", "S3 store");
    return names;
  }
}
