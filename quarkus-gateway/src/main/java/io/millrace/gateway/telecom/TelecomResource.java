package io.millrace.gateway.telecom;

import io.millrace.gateway.analytics.AnalyticsQueries;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Answers {@link TelecomApi} from ClickHouse. */
public class TelecomResource implements TelecomApi {

  private final AnalyticsQueries analytics;
  private final TelecomRepository telecom;
  private final SummaryRepository summaries;
  private final InstantSource clock = InstantSource.system();

  TelecomResource(
      AnalyticsQueries analytics, TelecomRepository telecom, SummaryRepository summaries) {
    this.analytics = analytics;
    this.telecom = telecom;
    this.summaries = summaries;
  }

  @Override
  public CompletionStage<Response> metrics(UriInfo uri) {
    MetricsQuery query = MetricsQuery.read(uri.getQueryParameters(), clock);
    return analytics
        .ask("metrics", connection -> telecom.windows(connection, query))
        .thenApply(rows -> page(query, rows));
  }

  @Override
  public CompletionStage<Response> topRegions(UriInfo uri) {
    TopRegionsQuery query = TopRegionsQuery.read(uri.getQueryParameters(), clock);
    return analytics
        .ask("regions_top", connection -> telecom.topRegions(connection, query))
        .thenApply(top -> fresh(top).build());
  }

  @Override
  public CompletionStage<Response> summary(UriInfo uri) {
    SummaryQuery query = SummaryQuery.read(uri.getQueryParameters(), clock);
    return analytics
        .ask("summary", connection -> summaries.summary(connection, query))
        .thenApply(summary -> fresh(summary).build());
  }

  private static Response page(MetricsQuery query, List<WindowMetrics> rows) {
    boolean more = rows.size() > query.limit();
    List<WindowMetrics> windows = more ? rows.subList(0, query.limit()) : rows;
    if (!more) {
      return fresh(new MetricsPage(query.range().from(), query.range().to(), windows, null, null))
          .build();
    }
    String cursor = MetricsCursor.of(windows.get(windows.size() - 1)).encoded();
    String next = next(query, cursor);
    return fresh(new MetricsPage(query.range().from(), query.range().to(), windows, cursor, next))
        .header(HttpHeaders.LINK, "<" + next + ">; rel=\"next\"")
        .build();
  }

  /** Repeats the range as it was understood: "the last hour" must not move between pages. */
  private static String next(MetricsQuery query, String cursor) {
    UriBuilder next =
        UriBuilder.fromPath(PATH + "/metrics")
            .queryParam("from", query.range().from())
            .queryParam("to", query.range().to())
            .queryParam("limit", query.limit());
    query.dimensions().eventTypes().stream()
        .sorted()
        .forEach(type -> next.queryParam("eventType", type.name()));
    query.dimensions().regions().stream()
        .sorted()
        .forEach(region -> next.queryParam("region", region.displayName()));
    return next.queryParam("cursor", cursor).build().toString();
  }

  private static Response.ResponseBuilder fresh(Object entity) {
    return Response.ok(entity).header(HttpHeaders.CACHE_CONTROL, "no-store");
  }
}
