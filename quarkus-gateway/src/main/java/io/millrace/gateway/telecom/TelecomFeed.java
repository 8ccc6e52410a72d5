package io.millrace.gateway.telecom;

import io.millrace.gateway.analytics.AnalyticsQueries;
import io.millrace.gateway.analytics.Endpoint;
import io.millrace.gateway.analytics.StreamMarks;
import io.millrace.gateway.stream.LiveFeed;
import io.millrace.model.Domain;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MultivaluedHashMap;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The traffic of the last hour, each time that a micro-batch or the clock changes it. */
@ApplicationScoped
class TelecomFeed implements LiveFeed {

  private final AnalyticsQueries analytics;
  private final StreamMarks marks;
  private final SummaryRepository summaries;
  private final TimelineRepository timelines;
  private final InstantSource clock = InstantSource.system();

  TelecomFeed(
      AnalyticsQueries analytics,
      StreamMarks marks,
      SummaryRepository summaries,
      TimelineRepository timelines) {
    this.analytics = analytics;
    this.marks = marks;
    this.summaries = summaries;
    this.timelines = timelines;
  }

  /**
   * What an event carries.
   *
   * @param summary as {@code GET /api/v1/telecom/summary} answers
   * @param timeline as {@code GET /api/v1/telecom/timeline} answers
   */
  record Traffic(TelecomSummary summary, Timeline timeline) {}

  @Override
  public String name() {
    return "telecom";
  }

  @Override
  public CompletionStage<List<Long>> mark() {
    long minute = Instant.now().getEpochSecond() / 60;
    return marks.newest(Domain.TELECOM).thenApply(newest -> List.of(newest, minute));
  }

  @Override
  public CompletionStage<Traffic> content() {
    // What the endpoints answer without parameters.
    SummaryQuery summary = SummaryQuery.read(new MultivaluedHashMap<>(), clock);
    TimelineQuery timeline = TimelineQuery.lastHour(clock);
    return analytics.ask(
        Endpoint.STREAM,
        connection ->
            new Traffic(
                summaries.summary(connection, summary), timelines.timeline(connection, timeline)));
  }
}
