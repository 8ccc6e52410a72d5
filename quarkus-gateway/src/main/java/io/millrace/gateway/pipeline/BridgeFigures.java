package io.millrace.gateway.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.gateway.config.GatewayConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the bridge says of its sources at {@code GET /sources}. */
@ApplicationScoped
class BridgeFigures {

  private final PeerPages bridge;
  private final Rates rates = new Rates();

  BridgeFigures(GatewayConfig config) {
    this.bridge = new PeerPages(config.bridge().url(), config.gateway().probeTimeout());
  }

  /**
   * A source as the bridge sees it.
   *
   * @param lagSeconds commit to Kafka's confirmation of the newest transaction, or its age
   */
  record BridgeSource(
      String state,
      Instant since,
      @Nullable String cause,
      double lagSeconds,
      @Nullable Double eventsPerSecond,
      long deadLetters,
      long restarts) {}

  /** All sources by name. */
  Map<String, BridgeSource> read() throws IOException, InterruptedException {
    JsonNode page = bridge.get("/sources");
    long now = System.nanoTime();
    Map<String, BridgeSource> sources = new TreeMap<>();
    for (JsonNode source : page.path("sources")) {
      String name = source.path("source").asText();
      sources.put(
          name,
          new BridgeSource(
              source.path("state").asText(),
              Instant.parse(source.path("since").asText()),
              source.hasNonNull("cause") ? source.get("cause").asText() : null,
              source.path("lagSeconds").asDouble(),
              rates.perSecond(name, source.path("changeEvents").asLong(), now),
              source.path("deadLetters").asLong(),
              source.path("restarts").asLong()));
    }
    return sources;
  }
}
