package io.millrace.gateway.flights;

import io.millrace.gateway.problem.Problem;
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
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * The positions of aircraft as clients see them, in JSON or GeoJSON. Parameters are read from the
 * whole query string, not one by one, because a name nobody knows is an error too.
 */
@Path(FlightStatisticsApi.PATH)
@Produces({MediaType.APPLICATION_JSON, AnswerFormat.GEOJSON_MEDIA_TYPE})
@Tag(name = "Flights", description = "Aircraft, the countries they belong to, and data quality")
@APIResponse(
    responseCode = "400",
    description = "A parameter is wrong; the problem names it, its value and what is allowed",
    content =
        @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
@APIResponse(
    responseCode = "503",
    description = "ClickHouse does not answer in time",
    headers =
        @Header(
            name = "Retry-After",
            description = "Seconds to wait",
            schema = @Schema(type = SchemaType.INTEGER)),
    content =
        @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
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
      schema =
          @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "3600", defaultValue = "300"))
  @Parameter(
      name = "country",
      in = ParameterIn.QUERY,
      description = "Only these countries, ISO 3166 alpha-2 or ZZ for unknown; repeatable",
      example = "[\"CH\", \"ZZ\"]",
      schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
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
      schema =
          @Schema(
              type = SchemaType.INTEGER,
              minimum = "1",
              maximum = "20000",
              defaultValue = "10000"))
  @Parameter(
      name = "format",
      in = ParameterIn.QUERY,
      description = "Counts more than the Accept header",
      schema =
          @Schema(
              type = SchemaType.STRING,
              enumeration = {"json", "geojson"},
              defaultValue = "json"))
  @APIResponse(
      responseCode = "200",
      description = "The aircraft",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = LiveAircraft.class)),
        @Content(
            mediaType = AnswerFormat.GEOJSON_MEDIA_TYPE,
            schema = @Schema(implementation = LiveFeatures.class))
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
  @Parameter(
      name = "from",
      in = ParameterIn.QUERY,
      description = "First instant contained; default a day before `to`",
      example = "2026-11-21T10:00:00Z",
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  @Parameter(
      name = "to",
      in = ParameterIn.QUERY,
      description = "First instant no longer contained, at most 31 days after `from`; default now",
      example = "2026-11-21T11:00:00Z",
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  @Parameter(
      name = "limit",
      in = ParameterIn.QUERY,
      description = "Positions of a page",
      schema =
          @Schema(
              type = SchemaType.INTEGER,
              minimum = "1",
              maximum = "10000",
              defaultValue = "1000"))
  @Parameter(
      name = "cursor",
      in = ParameterIn.QUERY,
      description = "From the page before; opaque",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "format",
      in = ParameterIn.QUERY,
      description = "Counts more than the Accept header",
      schema =
          @Schema(
              type = SchemaType.STRING,
              enumeration = {"json", "geojson"},
              defaultValue = "json"))
  @APIResponse(
      responseCode = "200",
      description = "The page",
      headers =
          @Header(
              name = "Link",
              description = "The next page, rel=\"next\"; absent on the last",
              schema = @Schema(type = SchemaType.STRING)),
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = TrackPage.class)),
        @Content(
            mediaType = AnswerFormat.GEOJSON_MEDIA_TYPE,
            schema = @Schema(implementation = TrackFeature.class))
      })
  @APIResponse(
      responseCode = "404",
      description = "No state of that aircraft is kept in the range",
      content =
          @Content(
              mediaType = Problem.MEDIA_TYPE,
              schema = @Schema(implementation = Problem.class)))
  CompletionStage<Response> track(
      @PathParam("icao24") String icao24, @Context UriInfo uri, @Context HttpHeaders headers);
}
