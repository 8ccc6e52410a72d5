package io.millrace.gateway.retail;

import io.millrace.gateway.analytics.Endpoint;
import io.millrace.gateway.answer.Content;
import io.millrace.gateway.answer.ReadyAnswers;
import io.millrace.gateway.download.Downloads;
import io.millrace.gateway.request.AnswerFormat;
import io.millrace.gateway.request.Page;
import io.millrace.gateway.request.RequestParameters;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Answers {@link RetailCleaningApi} from ClickHouse. */
public class RetailCleaningResource implements RetailCleaningApi {

  private static final Endpoint ITEMS = Endpoint.light("retail_items");
  private static final Endpoint QUARANTINE = Endpoint.light("retail_quarantine");
  private static final Endpoint QUALITY = Endpoint.light("retail_quality");

  private final ReadyAnswers answers;
  private final RetailRepository retail;
  private final Downloads downloads;

  RetailCleaningResource(ReadyAnswers answers, RetailRepository retail, Downloads downloads) {
    this.answers = answers;
    this.retail = retail;
    this.downloads = downloads;
  }

  @Override
  public CompletionStage<Response> items(UriInfo uri, HttpHeaders headers) {
    ItemsQuery query = ItemsQuery.read(uri.getQueryParameters(), headers);
    if (query.format().isDownload()) {
      return downloads.send(RetailTables.items(query));
    }
    return answers.respond(ITEMS, connection -> Content.of(retail.items(connection, query)));
  }

  @Override
  public CompletionStage<Response> quarantine(UriInfo uri, HttpHeaders headers) {
    QuarantineQuery query = QuarantineQuery.read(uri.getQueryParameters(), headers);
    if (query.format().isDownload()) {
      return downloads.send(RetailTables.quarantine(query));
    }
    return answers.respond(
        QUARANTINE, connection -> page(query, retail.quarantine(connection, query)));
  }

  @Override
  public CompletionStage<Response> quality(UriInfo uri, HttpHeaders headers) {
    RequestParameters parameters =
        new RequestParameters(uri.getQueryParameters(), List.of("format"));
    AnswerFormat format = AnswerFormat.read(parameters, headers, AnswerFormat.OF_TABLES);
    parameters.check();
    if (format.isDownload()) {
      return downloads.send(RetailTables.quality(format));
    }
    return answers.respond(QUALITY, connection -> Content.of(retail.quality(connection)));
  }

  private static Content page(QuarantineQuery query, List<QuarantinePage.DroppedRow> rows) {
    Page<QuarantinePage.DroppedRow> page = Page.of(rows, query.limit());
    String cursor = page.cursor(row -> new LineCursor(row.line()).encoded()).orElse(null);
    UriBuilder link =
        UriBuilder.fromPath(RetailApi.PATH + "/quarantine").queryParam("limit", query.limit());
    query.reasons().stream().sorted().forEach(reason -> link.queryParam("reason", reason));
    String next = RetailResource.next(link, cursor);
    return new Content(new QuarantinePage(page.rows(), cursor, next), next);
  }
}
