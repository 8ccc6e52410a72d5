package io.millrace.gateway.telecom;

import io.millrace.gateway.analytics.Endpoint;
import io.millrace.gateway.answer.Content;
import io.millrace.gateway.answer.ReadyAnswers;
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
  private final InstantSource clock = InstantSource.system();

  TimelineResource(ReadyAnswers answers, TimelineRepository timelines) {
    this.answers = answers;
    this.timelines = timelines;
  }

  @Override
  public CompletionStage<Response> timeline(UriInfo uri) {
    TimelineQuery query = TimelineQuery.read(uri.getQueryParameters(), clock);
    return answers.respond(
        TIMELINE, connection -> Content.of(timelines.timeline(connection, query)));
  }

  @Override
  public CompletionStage<Response> daily(UriInfo uri) {
    DailyQuery query = DailyQuery.read(uri.getQueryParameters(), clock);
    return answers.respond(DAILY, connection -> Content.of(timelines.daily(connection, query)));
  }
}
