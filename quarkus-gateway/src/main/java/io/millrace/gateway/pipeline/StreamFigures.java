package io.millrace.gateway.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.millrace.gateway.config.GatewayConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the streaming process says of its queries at {@code GET /health} and {@code /queries}. */
@ApplicationScoped
class StreamFigures {

  /** How the streaming process names the health check of a query. */
  private static final String CHECK = "query-";

  private final PeerPages spark;

  StreamFigures(GatewayConfig config) {
    this.spark = new PeerPages(config.spark().url(), config.gateway().probeTimeout());
  }

  /**
   * A streaming query as the streaming process sees it; figures are null before its first batch.
   */
  record StreamQuery(
      boolean up,
      Instant since,
      String detail,
      @Nullable Double inputRowsPerSecond,
      @Nullable Double processedRowsPerSecond,
      @Nullable Long batchDurationMs,
      @Nullable Long batchId,
      @Nullable Long lagRecords,
      @Nullable Instant finishedAt) {}

  /** All queries by name; those that wait to be started again have no figures. */
  Map<String, StreamQuery> read() throws IOException, InterruptedException {
    Map<String, JsonNode> figures = new TreeMap<>();
    for (JsonNode query : spark.get("/queries").path("queries")) {
      figures.put(query.path("query").asText(), query);
    }
    Map<String, StreamQuery> queries = new TreeMap<>();
    for (JsonNode check : spark.get("/health").path("checks")) {
      String name = check.path("name").asText();
      if (name.startsWith(CHECK)) {
        String query = name.substring(CHECK.length());
        queries.put(query, query(check, figures.getOrDefault(query, MissingNode.getInstance())));
      }
    }
    return queries;
  }

  private static StreamQuery query(JsonNode check, JsonNode figures) {
    return new StreamQuery(
        check.path("status").asText().equals("UP"),
        Instant.parse(check.path("since").asText()),
        check.path("detail").asText(),
        decimal(figures, "inputRowsPerSecond"),
        decimal(figures, "processedRowsPerSecond"),
        whole(figures, "batchDurationMs"),
        whole(figures, "batchId"),
        whole(figures, "lagRecords"),
        figures.hasNonNull("finishedAt")
            ? Instant.parse(figures.path("finishedAt").asText())
            : null);
  }

  private static @Nullable Double decimal(JsonNode json, String field) {
    return json.hasNonNull(field) ? json.path(field).asDouble() : null;
  }

  private static @Nullable Long whole(JsonNode json, String field) {
    return json.hasNonNull(field) ? json.path(field).asLong() : null;
  }
}
