package io.millrace.gateway.lateevents;

import io.millrace.gateway.analytics.AnalyticsQueries;
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

  private final AnalyticsQueries analytics;
  private final LateEventRepository events;
  private final InstantSource clock = InstantSource.system();

  LateEventsResource(AnalyticsQueries analytics, LateEventRepository events) {
    this.analytics = analytics;
    this.events = events;
  }

  @Override
  public CompletionStage<Response> lateEvents(UriInfo uri) {
    LateEventsQuery query = LateEventsQuery.read(uri.getQueryParameters(), clock);
    return analytics
        .ask("late_events", connection -> events.page(connection, query))
        .thenApply(rows -> page(query, rows));
  }

  private static Response page(LateEventsQuery query, List<LateEvent> rows) {
    Page<LateEvent> page = Page.of(rows, query.limit());
    String cursor = page.cursor(row -> LateEventsCursor.of(row).encoded()).orElse(null);
    String next = cursor == null ? null : next(query, cursor);
    return Answers.page(new LateEventsPage(page.rows(), cursor, next), next).build();
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
