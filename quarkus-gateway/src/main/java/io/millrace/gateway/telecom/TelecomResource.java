package io.millrace.gateway.telecom;

import io.millrace.gateway.analytics.Endpoint;
import io.millrace.gateway.answer.Content;
import io.millrace.gateway.answer.ReadyAnswers;
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

  private static final Endpoint METRICS = Endpoint.light("metrics");
  private static final Endpoint TOP_REGIONS = Endpoint.light("regions_top");
  private static final Endpoint SUMMARY = Endpoint.light("summary");

  private final ReadyAnswers answers;
  private final TelecomRepository telecom;
  private final SummaryRepository summaries;
  private final Downloads downloads;
  private final InstantSource clock = InstantSource.system();

  TelecomResource(
      ReadyAnswers answers,
      TelecomRepository telecom,
      SummaryRepository summaries,
      Downloads downloads) {
    this.answers = answers;
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
    return answers.respond(METRICS, connection -> page(query, telecom.windows(connection, query)));
  }

  @Override
  public CompletionStage<Response> topRegions(UriInfo uri, HttpHeaders headers) {
    TopRegionsQuery query = TopRegionsQuery.read(uri.getQueryParameters(), headers, clock);
    if (query.format().isDownload()) {
      return downloads.send(TelecomTables.topRegions(query));
    }
    return answers.respond(
        TOP_REGIONS, connection -> Content.of(telecom.topRegions(connection, query)));
  }

  @Override
  public CompletionStage<Response> summary(UriInfo uri) {
    SummaryQuery query = SummaryQuery.read(uri.getQueryParameters(), clock);
    return answers.respond(SUMMARY, connection -> Content.of(summaries.summary(connection, query)));
  }

  private static Content page(MetricsQuery query, List<WindowMetrics> rows) {
    Page<WindowMetrics> page = Page.of(rows, query.limit());
    String cursor = page.cursor(row -> MetricsCursor.of(row).encoded()).orElse(null);
    String next = cursor == null ? null : next(query, cursor);
    TimeRange range = query.range();
    return new Content(new MetricsPage(range.from(), range.to(), page.rows(), cursor, next), next);
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
