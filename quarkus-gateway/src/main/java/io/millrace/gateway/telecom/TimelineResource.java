package io.millrace.gateway.telecom;

import io.millrace.gateway.analytics.Endpoint;
import io.millrace.gateway.answer.Content;
import io.millrace.gateway.answer.ReadyAnswers;
import io.millrace.gateway.download.Downloads;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;

/** Answers {@link TimelineApi} from ClickHouse. */
public class TimelineResource implements TimelineApi {

  private static final Endpoint TIMELINE = Endpoint.light("timeline");
  private static final Endpoint DAILY = Endpoint.light("daily");

  private final ReadyAnswers answers;
  private final TimelineRepository timelines;
  private final Downloads downloads;
  private final InstantSource clock = InstantSource.system();

  TimelineResource(ReadyAnswers answers, TimelineRepository timelines, Downloads downloads) {
    this.answers = answers;
    this.timelines = timelines;
    this.downloads = downloads;
  }

  @Override
  public CompletionStage<Response> timeline(UriInfo uri, HttpHeaders headers) {
    TimelineQuery query = TimelineQuery.read(uri.getQueryParameters(), headers, clock);
    if (query.format().isDownload()) {
      return downloads.send(TelecomTables.timeline(query));
    }
    return answers.respond(
        TIMELINE, connection -> Content.of(timelines.timeline(connection, query)));
  }

  @Override
  public CompletionStage<Response> daily(UriInfo uri, HttpHeaders headers) {
    DailyQuery query = DailyQuery.read(uri.getQueryParameters(), headers, clock);
    if (query.format().isDownload()) {
      return downloads.send(TelecomTables.daily(query));
    }
    return answers.respond(DAILY, connection -> Content.of(timelines.daily(connection, query)));
  }
}
