package io.millrace.gateway.flights;

import io.millrace.gateway.problem.Problem;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
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
 * The statistics of flights as clients see them. Parameters are read from the whole query string,
 * not one by one, because a name nobody knows is an error too.
 */
@Path(FlightStatisticsApi.PATH)
@Produces(MediaType.APPLICATION_JSON)
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
public interface FlightStatisticsApi {

  /** Where it all is. */
  String PATH = "/api/v1/flights";

  /** The traffic of each country. */
  @GET
  @Path("/countries")
  @Operation(
      operationId = "flightCountries",
      summary = "The traffic of each country, most states first",
      description =
          "States kept, different aircraft over the whole range, states quarantined, and means of the"
              + " states kept that have a value.")
  @Parameter(
      name = "from",
      in = ParameterIn.QUERY,
      description = "First instant contained; default an hour before `to`",
      example = "2026-11-21T10:00:00Z",
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  @Parameter(
      name = "to",
      in = ParameterIn.QUERY,
      description = "First instant no longer contained, at most 31 days after `from`; default now",
      example = "2026-11-21T11:00:00Z",
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  @Parameter(
      name = "country",
      in = ParameterIn.QUERY,
      description = "Only these countries, ISO 3166 alpha-2 or ZZ for unknown; repeatable",
      example = "[\"CH\", \"ZZ\"]",
      schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
  @Parameter(
      name = "limit",
      in = ParameterIn.QUERY,
      description = "How many countries",
      schema =
          @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "300", defaultValue = "300"))
  @APIResponse(
      responseCode = "200",
      description = "The countries, most states first",
      content = @Content(schema = @Schema(implementation = CountryTraffic.class)))
  CompletionStage<Response> countries(@Context UriInfo uri);

  /** What the data-quality rules found. */
  @GET
  @Path("/quality")
  @Operation(
      operationId = "flightQuality",
      summary = "States kept and quarantined, and how many broke each rule",
      description =
          "Every rule in the order in which states are judged, with what becomes of a state that breaks"
              + " it. A state that breaks several counts with each.")
  @Parameter(
      name = "from",
      in = ParameterIn.QUERY,
      description = "First instant contained; default an hour before `to`",
      example = "2026-11-21T10:00:00Z",
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  @Parameter(
      name = "to",
      in = ParameterIn.QUERY,
      description = "First instant no longer contained, at most 31 days after `from`; default now",
      example = "2026-11-21T11:00:00Z",
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  @APIResponse(
      responseCode = "200",
      description = "The report",
      content = @Content(schema = @Schema(implementation = QualityReport.class)))
  CompletionStage<Response> quality(@Context UriInfo uri);

  /** A page of one-minute statistics. */
  @GET
  @Path("/statistics")
  @Operation(
      operationId = "flightStatistics",
      summary = "Statistics by minute and country",
      description =
          "Newest window first, then by country. Follow `next` (also the Link header) until it is null"
              + " to read them all, each once.")
  @Parameter(
      name = "from",
      in = ParameterIn.QUERY,
      description = "First instant contained; default an hour before `to`",
      example = "2026-11-21T10:00:00Z",
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  @Parameter(
      name = "to",
      in = ParameterIn.QUERY,
      description = "First instant no longer contained, at most 31 days after `from`; default now",
      example = "2026-11-21T11:00:00Z",
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  @Parameter(
      name = "country",
      in = ParameterIn.QUERY,
      description = "Only these countries, ISO 3166 alpha-2 or ZZ for unknown; repeatable",
      example = "[\"CH\", \"ZZ\"]",
      schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
  @Parameter(
      name = "limit",
      in = ParameterIn.QUERY,
      description = "Rows of a page",
      schema =
          @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000", defaultValue = "100"))
  @Parameter(
      name = "cursor",
      in = ParameterIn.QUERY,
      description = "From the page before; opaque",
      schema = @Schema(type = SchemaType.STRING))
  @APIResponse(
      responseCode = "200",
      description = "The page",
      headers =
          @Header(
              name = "Link",
              description = "The next page, rel=\"next\"; absent on the last",
              schema = @Schema(type = SchemaType.STRING)),
      content = @Content(schema = @Schema(implementation = StatisticsPage.class)))
  CompletionStage<Response> statistics(@Context UriInfo uri);
}
