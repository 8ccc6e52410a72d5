package io.millrace.gateway.flights;

import io.millrace.gateway.openapi.ApiComponents;
import io.millrace.gateway.request.AnswerFormat;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * The positions of aircraft as clients see them, in JSON or GeoJSON. Parameters are read from the
 * whole query string, not one by one, because a name nobody knows is an error too.
 */
@Path(FlightStatisticsApi.PATH)
@Produces({
  MediaType.APPLICATION_JSON,
  AnswerFormat.GEOJSON_MEDIA_TYPE,
  AnswerFormat.CSV_MEDIA_TYPE,
  AnswerFormat.PARQUET_MEDIA_TYPE
})
@Tag(name = "Flights", description = "Aircraft, the countries they belong to, and data quality")
@APIResponse(responseCode = "400", ref = ApiComponents.INVALID)
@APIResponse(responseCode = "503", ref = ApiComponents.UNAVAILABLE)
public interface AircraftApi {

  /** Where aircraft are. */
  @GET
  @Path("/live")
  @Operation(
      operationId = "flightsLive",
      summary = "Where aircraft are, or were at an instant",
      description =
          "Of each aircraft the newest state kept that has a position, if it is no older than `maxAge`."
              + " The other parameters choose among those, so an aircraft that has left the box is not"
              + " shown where it was. In order of address; `truncated` says whether the limit left any"
              + " out.")
  @Parameter(
      name = "bbox",
      in = ParameterIn.QUERY,
      description = "South, west, north, east in degrees; west above east crosses the antimeridian",
      example = "45.8,5.9,47.9,10.6",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "at",
      in = ParameterIn.QUERY,
      description =
          "The instant; `latest` is the newest that is stored, as a replay needs it; default now",
      example = "2026-11-21T10:00:00Z",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "maxAge",
      in = ParameterIn.QUERY,
      description = "How long before `at` an aircraft may have been seen last, s",
      example = "60",
      schema =
          @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "3600", defaultValue = "300"))
  @Parameter(ref = "country")
  @Parameter(
      name = "callsign",
      in = ParameterIn.QUERY,
      description = "How callsigns begin, 1 to 8 letters and digits",
      example = "SWR",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "limit",
      in = ParameterIn.QUERY,
      description = "How many aircraft",
      example = "50",
      schema =
          @Schema(
              type = SchemaType.INTEGER,
              minimum = "1",
              maximum = "20000",
              defaultValue = "10000"))
  @Parameter(
      name = "format",
      in = ParameterIn.QUERY,
      description =
          "Counts more than the Accept header; `csv` and `parquet` are files, of a track the whole range",
      example = "geojson",
      schema =
          @Schema(
              type = SchemaType.STRING,
              enumeration = {"json", "geojson", "csv", "parquet"},
              defaultValue = "json"))
  @APIResponse(
      responseCode = "200",
      description = "The aircraft",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = LiveAircraft.class),
            examples = @ExampleObject(name = "answer", value = FlightExamples.LIVE)),
        @Content(
            mediaType = AnswerFormat.GEOJSON_MEDIA_TYPE,
            schema = @Schema(implementation = LiveFeatures.class),
            examples = @ExampleObject(name = "answer", value = FlightExamples.LIVE_FEATURES)),
        @Content(
            mediaType = AnswerFormat.CSV_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.CSV)),
        @Content(
            mediaType = AnswerFormat.PARQUET_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.PARQUET))
      })
  CompletionStage<Response> live(@Context UriInfo uri, @Context HttpHeaders headers);

  /** A page of an aircraft's track. */
  @GET
  @Path("/aircraft/{icao24}/track")
  @Operation(
      operationId = "flightTrack",
      summary = "Where an aircraft has been",
      description =
          "States kept that have a position, oldest first. Follow `next` (also the Link header) until it"
              + " is null to read them all, each once.")
  @Parameter(
      name = "icao24",
      in = ParameterIn.PATH,
      description = "The aircraft's address, six hexadecimal digits in capitals or lower case",
      example = "4b1816",
      schema = @Schema(type = SchemaType.STRING, pattern = "[0-9A-Fa-f]{6}"))
  @Parameter(ref = "from")
  @Parameter(ref = "to")
  @Parameter(
      name = "limit",
      in = ParameterIn.QUERY,
      description = "Positions of a page",
      example = "50",
      schema =
          @Schema(
              type = SchemaType.INTEGER,
              minimum = "1",
              maximum = "10000",
              defaultValue = "1000"))
  @Parameter(ref = "cursor")
  @Parameter(
      name = "format",
      in = ParameterIn.QUERY,
      description =
          "Counts more than the Accept header; `csv` and `parquet` are files, of a track the whole range",
      example = "geojson",
      schema =
          @Schema(
              type = SchemaType.STRING,
              enumeration = {"json", "geojson", "csv", "parquet"},
              defaultValue = "json"))
  @APIResponse(
      responseCode = "200",
      description = "The page",
      headers = @Header(name = "Link", ref = ApiComponents.LINK),
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = TrackPage.class),
            examples = @ExampleObject(name = "answer", value = FlightExamples.TRACK)),
        @Content(
            mediaType = AnswerFormat.GEOJSON_MEDIA_TYPE,
            schema = @Schema(implementation = TrackFeature.class)),
        @Content(
            mediaType = AnswerFormat.CSV_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.CSV)),
        @Content(
            mediaType = AnswerFormat.PARQUET_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.PARQUET))
      })
  @APIResponse(responseCode = "404", ref = ApiComponents.NOT_FOUND)
  CompletionStage<Response> track(
      @PathParam("icao24") String icao24, @Context UriInfo uri, @Context HttpHeaders headers);
}
