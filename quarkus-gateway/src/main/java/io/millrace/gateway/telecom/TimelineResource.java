package io.millrace.gateway.telecom;

import io.millrace.gateway.analytics.AnalyticsQueries;
import io.millrace.gateway.download.Downloads;
import io.millrace.gateway.request.Answers;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;

/** Answers {@link TimelineApi} from ClickHouse. */
public class TimelineResource implements TimelineApi {

  private final AnalyticsQueries analytics;
  private final TimelineRepository timelines;
  private final Downloads downloads;
  private final InstantSource clock = InstantSource.system();

  TimelineResource(AnalyticsQueries analytics, TimelineRepository timelines, Downloads downloads) {
    this.analytics = analytics;
    this.timelines = timelines;
    this.downloads = downloads;
  }

  @Override
  public CompletionStage<Response> timeline(UriInfo uri, HttpHeaders headers) {
    TimelineQuery query = TimelineQuery.read(uri.getQueryParameters(), headers, clock);
    if (query.format().isDownload()) {
      return downloads.send(TelecomTables.timeline(query));
    }
    return analytics
        .ask("timeline", connection -> timelines.timeline(connection, query))
        .thenApply(timeline -> Answers.fresh(timeline).build());
  }

  @Override
  public CompletionStage<Response> daily(UriInfo uri, HttpHeaders headers) {
    DailyQuery query = DailyQuery.read(uri.getQueryParameters(), headers, clock);
    if (query.format().isDownload()) {
      return downloads.send(TelecomTables.daily(query));
    }
    return analytics
        .ask("daily", connection -> timelines.daily(connection, query))
        .thenApply(daily -> Answers.fresh(daily).build());
  }
}
