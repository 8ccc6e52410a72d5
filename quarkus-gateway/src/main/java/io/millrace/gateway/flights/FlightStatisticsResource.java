package io.millrace.gateway.flights;

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

/** Answers {@link FlightStatisticsApi} from ClickHouse. */
public class FlightStatisticsResource implements FlightStatisticsApi {

  private static final Endpoint COUNTRIES = Endpoint.light("flights_countries");
  private static final Endpoint QUALITY = Endpoint.light("flights_quality");
  private static final Endpoint STATISTICS = Endpoint.light("flights_statistics");

  private final ReadyAnswers answers;
  private final CountryRepository countries;
  private final Downloads downloads;
  private final InstantSource clock = InstantSource.system();

  FlightStatisticsResource(ReadyAnswers answers, CountryRepository countries, Downloads downloads) {
    this.answers = answers;
    this.countries = countries;
    this.downloads = downloads;
  }

  @Override
  public CompletionStage<Response> countries(UriInfo uri, HttpHeaders headers) {
    CountriesQuery query = CountriesQuery.read(uri.getQueryParameters(), headers, clock);
    if (query.format().isDownload()) {
      return downloads.send(FlightTables.countries(query));
    }
    return answers.respond(
        COUNTRIES, connection -> Content.of(countries.traffic(connection, query)));
  }

  @Override
  public CompletionStage<Response> quality(UriInfo uri, HttpHeaders headers) {
    QualityQuery query = QualityQuery.read(uri.getQueryParameters(), headers, clock);
    if (query.format().isDownload()) {
      return downloads.send(FlightTables.quality(query));
    }
    return answers.respond(QUALITY, connection -> Content.of(countries.quality(connection, query)));
  }

  @Override
  public CompletionStage<Response> statistics(UriInfo uri, HttpHeaders headers) {
    StatisticsQuery query = StatisticsQuery.read(uri.getQueryParameters(), headers, clock);
    if (query.format().isDownload()) {
      return downloads.send(FlightTables.statistics(query));
    }
    return answers.respond(
        STATISTICS, connection -> page(query, countries.windows(connection, query)));
  }

  private static Content page(StatisticsQuery query, List<CountryWindow> rows) {
    Page<CountryWindow> page = Page.of(rows, query.limit());
    String cursor = page.cursor(row -> StatisticsCursor.of(row).encoded()).orElse(null);
    String next = cursor == null ? null : next(query, cursor);
    TimeRange range = query.range();
    return new Content(
        new StatisticsPage(range.from(), range.to(), page.rows(), cursor, next), next);
  }

  private static String next(StatisticsQuery query, String cursor) {
    UriBuilder next = Answers.next(PATH + "/statistics", query.range(), query.limit());
    query.countries().addTo(next);
    return next.queryParam("cursor", cursor).build().toString();
  }
}
