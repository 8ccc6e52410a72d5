package io.millrace.gateway.flights;

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

/** Answers {@link FlightStatisticsApi} from ClickHouse. */
public class FlightStatisticsResource implements FlightStatisticsApi {

  private final AnalyticsQueries analytics;
  private final CountryRepository countries;
  private final Downloads downloads;
  private final InstantSource clock = InstantSource.system();

  FlightStatisticsResource(
      AnalyticsQueries analytics, CountryRepository countries, Downloads downloads) {
    this.analytics = analytics;
    this.countries = countries;
    this.downloads = downloads;
  }

  @Override
  public CompletionStage<Response> countries(UriInfo uri, HttpHeaders headers) {
    CountriesQuery query = CountriesQuery.read(uri.getQueryParameters(), headers, clock);
    if (query.format().isDownload()) {
      return downloads.send(FlightTables.countries(query));
    }
    return analytics
        .ask("flights_countries", connection -> countries.traffic(connection, query))
        .thenApply(traffic -> Answers.fresh(traffic).build());
  }

  @Override
  public CompletionStage<Response> quality(UriInfo uri, HttpHeaders headers) {
    QualityQuery query = QualityQuery.read(uri.getQueryParameters(), headers, clock);
    if (query.format().isDownload()) {
      return downloads.send(FlightTables.quality(query));
    }
    return analytics
        .ask("flights_quality", connection -> countries.quality(connection, query))
        .thenApply(report -> Answers.fresh(report).build());
  }

  @Override
  public CompletionStage<Response> statistics(UriInfo uri, HttpHeaders headers) {
    StatisticsQuery query = StatisticsQuery.read(uri.getQueryParameters(), headers, clock);
    if (query.format().isDownload()) {
      return downloads.send(FlightTables.statistics(query));
    }
    return analytics
        .ask("flights_statistics", connection -> countries.windows(connection, query))
        .thenApply(rows -> page(query, rows));
  }

  private static Response page(StatisticsQuery query, List<CountryWindow> rows) {
    Page<CountryWindow> page = Page.of(rows, query.limit());
    String cursor = page.cursor(row -> StatisticsCursor.of(row).encoded()).orElse(null);
    String next = cursor == null ? null : next(query, cursor);
    TimeRange range = query.range();
    return Answers.page(
            new StatisticsPage(range.from(), range.to(), page.rows(), cursor, next), next)
        .build();
  }

  private static String next(StatisticsQuery query, String cursor) {
    UriBuilder next = Answers.next(PATH + "/statistics", query.range(), query.limit());
    query.countries().addTo(next);
    return next.queryParam("cursor", cursor).build().toString();
  }
}
