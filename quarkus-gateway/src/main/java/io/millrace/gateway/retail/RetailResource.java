package io.millrace.gateway.retail;

import io.millrace.gateway.analytics.Endpoint;
import io.millrace.gateway.answer.Content;
import io.millrace.gateway.answer.ReadyAnswers;
import io.millrace.gateway.download.Downloads;
import io.millrace.gateway.request.Page;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Answers {@link RetailApi} from ClickHouse. */
public class RetailResource implements RetailApi {

  private static final Endpoint SALES = Endpoint.light("retail_sales");
  private static final Endpoint TOP_CATEGORIES = Endpoint.light("retail_categories_top");
  private static final Endpoint MEANS = Endpoint.light("retail_means");

  private final ReadyAnswers answers;
  private final RetailRepository retail;
  private final Downloads downloads;

  RetailResource(ReadyAnswers answers, RetailRepository retail, Downloads downloads) {
    this.answers = answers;
    this.retail = retail;
    this.downloads = downloads;
  }

  @Override
  public CompletionStage<Response> sales(UriInfo uri, HttpHeaders headers) {
    SalesQuery query = SalesQuery.read(uri.getQueryParameters(), headers);
    if (query.format().isDownload()) {
      return downloads.send(RetailTables.sales(query));
    }
    return answers.respond(SALES, connection -> page(query, retail.sales(connection, query)));
  }

  @Override
  public CompletionStage<Response> topCategories(UriInfo uri, HttpHeaders headers) {
    FiguresQuery query = FiguresQuery.ofTop(uri.getQueryParameters(), headers);
    if (query.format().isDownload()) {
      return downloads.send(RetailTables.topCategories(query));
    }
    return answers.respond(
        TOP_CATEGORIES, connection -> Content.of(retail.topCategories(connection, query)));
  }

  @Override
  public CompletionStage<Response> paymentMethods(UriInfo uri, HttpHeaders headers) {
    return means(MeansBy.PAYMENT_METHOD, uri, headers);
  }

  @Override
  public CompletionStage<Response> locations(UriInfo uri, HttpHeaders headers) {
    return means(MeansBy.LOCATION, uri, headers);
  }

  private CompletionStage<Response> means(MeansBy by, UriInfo uri, HttpHeaders headers) {
    FiguresQuery query = FiguresQuery.ofAll(uri.getQueryParameters(), headers);
    if (query.format().isDownload()) {
      return downloads.send(RetailTables.means(by, query));
    }
    return answers.respond(MEANS, connection -> Content.of(retail.means(connection, by, query)));
  }

  private static Content page(SalesQuery query, List<SalesPage.Sale> rows) {
    Page<SalesPage.Sale> page = Page.of(rows, query.limit());
    String cursor = page.cursor(row -> new LineCursor(row.line()).encoded()).orElse(null);
    UriBuilder link = UriBuilder.fromPath(PATH + "/sales").queryParam("limit", query.limit());
    query.filter().addTo(link);
    query.rules().stream().sorted().forEach(rule -> link.queryParam("rule", rule));
    String next = next(link, cursor);
    return new Content(new SalesPage(page.rows(), cursor, next), next);
  }

  /** The link of a page's next one; null if there is none. */
  static @Nullable String next(UriBuilder link, @Nullable String cursor) {
    return cursor == null ? null : link.queryParam("cursor", cursor).build().toString();
  }
}
