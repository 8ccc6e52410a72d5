package io.millrace.gateway.lateevents;

import io.millrace.gateway.analytics.Endpoint;
import io.millrace.gateway.answer.Content;
import io.millrace.gateway.answer.ReadyAnswers;
import io.millrace.gateway.request.Answers;
import io.millrace.gateway.request.Page;
import io.millrace.model.Domain;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Answers {@link LateEventsApi} from ClickHouse. */
public class LateEventsResource implements LateEventsApi {

  private static final Endpoint LATE_EVENTS = Endpoint.light("late_events");

  private final ReadyAnswers answers;
  private final LateEventRepository events;
  private final InstantSource clock = InstantSource.system();

  LateEventsResource(ReadyAnswers answers, LateEventRepository events) {
    this.answers = answers;
    this.events = events;
  }

  @Override
  public CompletionStage<Response> lateEvents(UriInfo uri) {
    LateEventsQuery query = LateEventsQuery.read(uri.getQueryParameters(), clock);
    return answers.respond(LATE_EVENTS, connection -> page(query, events.page(connection, query)));
  }

  private static Content page(LateEventsQuery query, List<LateEvent> rows) {
    Page<LateEvent> page = Page.of(rows, query.limit());
    String cursor = page.cursor(row -> LateEventsCursor.of(row).encoded()).orElse(null);
    String next = cursor == null ? null : next(query, cursor);
    return new Content(new LateEventsPage(page.rows(), cursor, next), next);
  }

  private static String next(LateEventsQuery query, String cursor) {
    UriBuilder next = Answers.next(PATH, query.range(), query.limit());
    query.domains().stream()
        .map(Domain::database)
        .sorted()
        .forEach(domain -> next.queryParam("domain", domain));
    return next.queryParam("cursor", cursor).build().toString();
  }
}
