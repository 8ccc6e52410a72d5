package io.millrace.spark.query;

import java.time.Duration;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns Spark's progress reports into meters. */
public final class ProgressListener extends StreamingQueryListener {

  private static final Logger log = LoggerFactory.getLogger(ProgressListener.class);

  private final StreamingMetrics metrics;

  /** Reports to {@code metrics}. */
  public ProgressListener(StreamingMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void onQueryStarted(QueryStartedEvent event) {
    // The supervisor logs it.
  }

  @Override
  public void onQueryProgress(QueryProgressEvent event) {
    StreamingQueryProgress progress = event.progress();
    if (progress.numInputRows() > 0) {
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
  public void onQueryTerminated(QueryTerminatedEvent event) {
    // The supervisor counts it.
  }
}
