package io.millrace.gateway.flights;

import io.millrace.gateway.analytics.AnalyticsQueries;
import io.millrace.gateway.analytics.Endpoint;
import io.millrace.gateway.answer.Content;
import io.millrace.gateway.answer.ReadyAnswers;
import io.millrace.gateway.download.Downloads;
import io.millrace.gateway.flights.PositionRepository.TrackRow;
import io.millrace.gateway.problem.NothingFoundException;
import io.millrace.gateway.request.AnswerFormat;
import io.millrace.gateway.request.Answers;
import io.millrace.gateway.request.Page;
import io.millrace.gateway.request.TimeRange;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers {@link AircraftApi} from ClickHouse. Answers may be megabytes. */
public class AircraftResource implements AircraftApi {

  private static final Endpoint LIVE = Endpoint.heavy("flights_live");
  private static final Endpoint TRACK = Endpoint.heavy("flights_track");

  private final ReadyAnswers answers;
  private final AnalyticsQueries analytics;
  private final PositionRepository positions;
  private final Downloads downloads;
  private final InstantSource clock = InstantSource.system();

  AircraftResource(
      ReadyAnswers answers,
      AnalyticsQueries analytics,
      PositionRepository positions,
      Downloads downloads) {
    this.answers = answers;
    this.analytics = analytics;
    this.positions = positions;
    this.downloads = downloads;
  }

  @Override
  public CompletionStage<Response> live(UriInfo uri, HttpHeaders headers) {
    LiveQuery query = LiveQuery.read(uri.getQueryParameters(), headers, clock);
    if (query.format().isDownload()) {
      return analytics
          .ask(LIVE, connection -> positions.at(connection, query))
          .thenCompose(
              at -> downloads.send(FlightTables.live(query, at.orElseGet(clock::instant))));
    }
    return answers.respond(
        LIVE,
        query.format().mediaType(),
        connection -> {
          LiveAircraft live = positions.live(connection, query);
          return Content.of(query.format() == AnswerFormat.GEOJSON ? LiveFeatures.of(live) : live);
        });
  }

  @Override
  public CompletionStage<Response> track(String icao24, UriInfo uri, HttpHeaders headers) {
    TrackQuery query = TrackQuery.read(icao24, uri.getQueryParameters(), headers, clock);
    if (query.format().isDownload()) {
      return analytics
          .ask(TRACK, connection -> positions.isKnown(connection, query))
          .thenCompose(known -> known ? downloads.send(FlightTables.track(query)) : unknown(query));
    }
    return answers.respond(
        TRACK,
        query.format().mediaType(),
        connection -> page(query, positions.track(connection, query)));
  }

  private static Content page(TrackQuery query, Optional<List<TrackRow>> rows) {
    String icao24 = query.aircraft().icao24();
    TimeRange range = query.range();
    Page<TrackRow> page = Page.of(rows.orElseThrow(() -> nothingFound(query)), query.limit());
    String cursor = page.cursor(row -> row.key().encoded()).orElse(null);
    String next = cursor == null ? null : next(query, cursor);
    TrackPage track =
        new TrackPage(
            icao24,
            range.from(),
            range.to(),
            page.rows().stream().map(TrackRow::state).toList(),
            cursor,
            next);
    return new Content(
        query.format() == AnswerFormat.GEOJSON ? TrackFeature.of(track) : track, next);
  }

  private static CompletionStage<Response> unknown(TrackQuery query) {
    return CompletableFuture.failedFuture(nothingFound(query));
  }

  private static NothingFoundException nothingFound(TrackQuery query) {
    return new NothingFoundException(
        "no state of aircraft %s is kept from %s to %s"
            .formatted(query.aircraft().icao24(), query.range().from(), query.range().to()));
  }

  private static String next(TrackQuery query, String cursor) {
    return Answers.next(
            FlightStatisticsApi.PATH + "/aircraft/" + query.aircraft().icao24() + "/track",
            query.range(),
            query.limit())
        .queryParam("format", query.format().parameter())
        .queryParam("cursor", cursor)
        .build()
        .toString();
  }
}
