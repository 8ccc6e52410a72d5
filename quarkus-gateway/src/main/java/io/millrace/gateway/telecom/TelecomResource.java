package io.millrace.gateway.telecom;

import io.millrace.gateway.analytics.AnalyticsQueries;
import io.millrace.gateway.download.Downloads;
import io.millrace.gateway.request.Answers;
import io.millrace.gateway.request.Page;
import io.millrace.gateway.request.TimeRange;
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
  private final Downloads downloads;
  private final InstantSource clock = InstantSource.system();

  TelecomResource(
      AnalyticsQueries analytics,
      TelecomRepository telecom,
      SummaryRepository summaries,
      Downloads downloads) {
    this.analytics = analytics;
    this.telecom = telecom;
    this.summaries = summaries;
    this.downloads = downloads;
  }

  @Override
  public CompletionStage<Response> metrics(UriInfo uri, HttpHeaders headers) {
    MetricsQuery query = MetricsQuery.read(uri.getQueryParameters(), headers, clock);
    if (query.format().isDownload()) {
      return downloads.send(TelecomTables.metrics(query));
    }
    return analytics
        .ask("metrics", connection -> telecom.windows(connection, query))
        .thenApply(rows -> page(query, rows));
  }

  @Override
  public CompletionStage<Response> topRegions(UriInfo uri, HttpHeaders headers) {
    TopRegionsQuery query = TopRegionsQuery.read(uri.getQueryParameters(), headers, clock);
    if (query.format().isDownload()) {
      return downloads.send(TelecomTables.topRegions(query));
    }
    return analytics
        .ask("regions_top", connection -> telecom.topRegions(connection, query))
        .thenApply(top -> Answers.fresh(top).build());
  }

  @Override
  public CompletionStage<Response> summary(UriInfo uri) {
    SummaryQuery query = SummaryQuery.read(uri.getQueryParameters(), clock);
    return analytics
        .ask("summary", connection -> summaries.summary(connection, query))
        .thenApply(summary -> Answers.fresh(summary).build());
  }

  private static Response page(MetricsQuery query, List<WindowMetrics> rows) {
    Page<WindowMetrics> page = Page.of(rows, query.limit());
    String cursor = page.cursor(row -> MetricsCursor.of(row).encoded()).orElse(null);
    String next = cursor == null ? null : next(query, cursor);
    TimeRange range = query.range();
    return Answers.page(new MetricsPage(range.from(), range.to(), page.rows(), cursor, next), next)
        .build();
  }

  private static String next(MetricsQuery query, String cursor) {
    UriBuilder next = Answers.next(PATH + "/metrics", query.range(), query.limit());
    query.dimensions().eventTypes().stream()
        .sorted()
        .forEach(type -> next.queryParam("eventType", type.name()));
    query.dimensions().regions().stream()
        .sorted()
        .forEach(region -> next.queryParam("region", region.displayName()));
    return next.queryParam("cursor", cursor).build().toString();
  }
}
