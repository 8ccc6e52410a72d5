package io.millrace.spark.query;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns Spark's progress reports into meters, and keeps the last one of each query's work. */
public final class ProgressListener extends StreamingQueryListener {

  private static final Logger log = LoggerFactory.getLogger(ProgressListener.class);

  private final StreamingMetrics metrics;
  private final Map<String, StreamingQueryProgress> lastWork = new ConcurrentHashMap<>();

  /** Names by run: an event of idleness, or of an end, does not say the name. */
  private final Map<UUID, String> runs = new ConcurrentHashMap<>();

  /** Reports to {@code metrics}. */
  public ProgressListener(StreamingMetrics metrics) {
    this.metrics = metrics;
  }

  /** The newest micro-batch of a query that read something; empty before its first. */
  public Optional<StreamingQueryProgress> lastWork(String query) {
    return Optional.ofNullable(lastWork.get(query));
  }

  @Override
  public void onQueryStarted(QueryStartedEvent event) {
    // The supervisor logs it.
    runs.put(event.runId(), event.name());
    metrics.gauges(event.name()).began(event.runId());
  }

  @Override
  public void onQueryProgress(QueryProgressEvent event) {
    StreamingQueryProgress progress = event.progress();
    metrics.gauges(progress.name()).progressed(progress);
    if (progress.numInputRows() > 0) {
      lastWork.put(progress.name(), progress);
      metrics.batchFinished(
          progress.name(), progress.numInputRows(), Duration.ofMillis(progress.batchDuration()));
      progress
          .durationMs()
          .forEach(
              (phase, millis) ->
                  metrics.phaseFinished(progress.name(), phase, Duration.ofMillis(millis)));
      log.atDebug()
          .addKeyValue("query", progress.name())
          .addKeyValue("batch", progress.batchId())
          .addKeyValue("records", progress.numInputRows())
          .addKeyValue("millis", progress.durationMs())
          .log("micro-batch finished");
    }
  }

  @Override
  public void onQueryIdle(QueryIdleEvent event) {
    String name = runs.get(event.runId());
    if (name != null) {
      metrics.gauges(name).idled(event.runId());
    }
  }

  @Override
  public void onQueryTerminated(QueryTerminatedEvent event) {
    // The supervisor counts it.
    String name = runs.remove(event.runId());
    if (name != null) {
      metrics.gauges(name).ended(event.runId());
    }
  }
}
