package io.millrace.gateway.telecom.batch;

import io.millrace.gateway.analytics.Endpoint;
import io.millrace.gateway.answer.Content;
import io.millrace.gateway.answer.ReadyAnswers;
import io.millrace.gateway.download.Downloads;
import io.millrace.gateway.request.Page;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Answers {@link TelecomBatchApi} from ClickHouse. */
public class TelecomBatchResource implements TelecomBatchApi {

  private static final Endpoint PERCENTILES = Endpoint.heavy("percentiles");
  private static final Endpoint DAILY_STATS = Endpoint.heavy("daily_stats");
  private static final Endpoint RESTATEMENTS = Endpoint.light("restatements");

  private final ReadyAnswers answers;
  private final BatchRepository batches;
  private final Downloads downloads;
  private final InstantSource clock = InstantSource.system();

  TelecomBatchResource(ReadyAnswers answers, BatchRepository batches, Downloads downloads) {
    this.answers = answers;
    this.batches = batches;
    this.downloads = downloads;
  }

  @Override
  public CompletionStage<Response> percentiles(UriInfo uri, HttpHeaders headers) {
    PercentilesQuery query = PercentilesQuery.read(uri.getQueryParameters(), headers, clock);
    if (query.format().isDownload()) {
      return downloads.send(BatchTables.file(query));
    }
    return answers.respond(
        PERCENTILES, connection -> Content.of(batches.percentiles(connection, query)));
  }

  @Override
  public CompletionStage<Response> dailyStats(UriInfo uri, HttpHeaders headers) {
    DailyStatsQuery query = DailyStatsQuery.read(uri.getQueryParameters(), headers, clock);
    if (query.format().isDownload()) {
      return downloads.send(BatchTables.file(query));
    }
    return answers.respond(
        DAILY_STATS, connection -> Content.of(batches.dailyStats(connection, query)));
  }

  @Override
  public CompletionStage<Response> restatements(UriInfo uri, HttpHeaders headers) {
    RestatementsQuery query = RestatementsQuery.read(uri.getQueryParameters(), headers, clock);
    if (query.format().isDownload()) {
      return downloads.send(BatchTables.file(query));
    }
    return answers.respond(
        RESTATEMENTS, connection -> page(query, batches.restatements(connection, query)));
  }

  private static Content page(RestatementsQuery query, List<RestatedWindow> rows) {
    Page<RestatedWindow> page = Page.of(rows, query.limit());
    String cursor = page.cursor(row -> RestatementsCursor.of(row).encoded()).orElse(null);
    String next = cursor == null ? null : next(query, cursor);
    return new Content(
        new RestatementsPage(query.days().from(), query.days().to(), page.rows(), cursor, next),
        next);
  }

  private static String next(RestatementsQuery query, String cursor) {
    UriBuilder next =
        UriBuilder.fromPath(PATH + "/restatements")
            .queryParam("from", query.days().from())
            .queryParam("to", query.days().to())
            .queryParam("limit", query.limit());
    query.eventTypes().forEach(type -> next.queryParam("eventType", type));
    query.regions().forEach(region -> next.queryParam("region", region));
    return next.queryParam("cursor", cursor).build().toString();
  }
}
