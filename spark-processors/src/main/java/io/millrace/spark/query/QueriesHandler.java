package io.millrace.spark.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.time.Instant;
import java.util.Iterator;
import java.util.OptionalLong;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/**
 * {@code GET /queries}: what each running streaming query did last. Rates are of the newest
 * micro-batch, records/s; {@code lagRecords} is how many records the source had beyond what that
 * micro-batch read. A query that is waiting to be started again is not listed; {@code /health} is.
 */
public final class QueriesHandler implements HttpHandler {

  /** Where it answers. */
  public static final String PATH = "/queries";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final SparkSession spark;
  private final ProgressListener progress;

  /**
   * Reports the queries of {@code spark}.
   *
   * @param progress listens to them
   */
  public QueriesHandler(SparkSession spark, ProgressListener progress) {
    this.spark = spark;
    this.progress = progress;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    ObjectNode body = JSON.createObjectNode();
    ArrayNode queries = body.putArray("queries");
    for (StreamingQuery query : spark.streams().active()) {
      describe(query, queries.addObject());
    }
    byte[] bytes = JSON.writeValueAsBytes(body);
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private void describe(StreamingQuery query, ObjectNode json) {
    json.put("query", query.name());
    progress.lastWork(query.name()).ifPresent(work -> describe(work, json));
    StreamingQueryProgress last = query.lastProgress();
    if (last != null) {
      // An idle query reports its last trigger again and again, without records.
      boolean idle = last.numInputRows() == 0;
      json.put("inputRowsPerSecond", idle ? 0 : finite(last.inputRowsPerSecond()));
      json.put("processedRowsPerSecond", idle ? 0 : finite(last.processedRowsPerSecond()));
      lag(last).ifPresent(records -> json.put("lagRecords", records));
    }
  }

  private static void describe(StreamingQueryProgress work, ObjectNode json) {
    Instant began = Instant.parse(work.timestamp());
    json.put("batchId", work.batchId());
    json.put("batchDurationMs", work.batchDuration());
    json.put("finishedAt", began.plusMillis(work.batchDuration()).toString());
  }

  /** Spark divides by durations that may be zero. */
  private static double finite(double rate) {
    return Double.isFinite(rate) ? rate : 0;
  }

  /** Over all partitions: the offsets there were, less those that the batch ended at. */
  static OptionalLong lag(StreamingQueryProgress progress) {
    long behind = 0;
    for (SourceProgress source : progress.sources()) {
      if (source.latestOffset() == null || source.endOffset() == null) {
        return OptionalLong.empty();
      }
      try {
        behind +=
            offsets(JSON.readTree(source.latestOffset()))
                - offsets(JSON.readTree(source.endOffset()));
      } catch (IOException e) {
        // Another kind of source: what its offsets mean is not known here.
        return OptionalLong.empty();
      }
    }
    return OptionalLong.of(Math.max(0, behind));
  }

  /** The sum of Kafka's {@code {"topic":{"0":12,"1":9}}}. */
  private static long offsets(JsonNode topics) {
    long sum = 0;
    for (Iterator<JsonNode> each = topics.elements(); each.hasNext(); ) {
      for (JsonNode offset : each.next()) {
        sum += offset.asLong();
      }
    }
    return sum;
  }
}
