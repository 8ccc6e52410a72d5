package io.millrace.gateway.flights;

import io.millrace.gateway.openapi.ApiComponents;
import io.millrace.gateway.request.AnswerFormat;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
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
 * The statistics of flights as clients see them. Parameters are read from the whole query string,
 * not one by one, because a name nobody knows is an error too.
 */
@Path(FlightStatisticsApi.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Flights", description = "Aircraft, the countries they belong to, and data quality")
@APIResponse(responseCode = "400", ref = ApiComponents.INVALID)
@APIResponse(responseCode = "503", ref = ApiComponents.UNAVAILABLE)
public interface FlightStatisticsApi {

  /** Where it all is. */
  String PATH = "/api/v1/flights";

  /** The traffic of each country. */
  @GET
  @Path("/countries")
  @Produces({
    MediaType.APPLICATION_JSON,
    AnswerFormat.CSV_MEDIA_TYPE,
    AnswerFormat.PARQUET_MEDIA_TYPE
  })
  @Operation(
      operationId = "flightCountries",
      summary = "The traffic of each country, most states first",
      description =
          "States kept, different aircraft over the whole range, states quarantined, and means of the"
              + " states kept that have a value.")
  @Parameter(ref = "from")
  @Parameter(ref = "to")
  @Parameter(ref = "country")
  @Parameter(
      name = "limit",
      in = ParameterIn.QUERY,
      description = "How many countries",
      example = "50",
      schema =
          @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "300", defaultValue = "300"))
  @Parameter(ref = ApiComponents.TABLE_FORMAT)
  @APIResponse(
      responseCode = "200",
      description = "The countries, most states first",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = CountryTraffic.class),
            examples = @ExampleObject(name = "answer", value = FlightExamples.COUNTRIES)),
        @Content(
            mediaType = AnswerFormat.CSV_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.CSV)),
        @Content(
            mediaType = AnswerFormat.PARQUET_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.PARQUET))
      })
  CompletionStage<Response> countries(@Context UriInfo uri, @Context HttpHeaders headers);

  /** What the data-quality rules found. */
  @GET
  @Path("/quality")
  @Produces({
    MediaType.APPLICATION_JSON,
    AnswerFormat.CSV_MEDIA_TYPE,
    AnswerFormat.PARQUET_MEDIA_TYPE
  })
  @Operation(
      operationId = "flightQuality",
      summary = "States kept and quarantined, and how many broke each rule",
      description =
          "Every rule in the order in which states are judged, with what becomes of a state that breaks"
              + " it. A state that breaks several counts with each.")
  @Parameter(ref = "from")
  @Parameter(ref = "to")
  @Parameter(ref = ApiComponents.TABLE_FORMAT)
  @APIResponse(
      responseCode = "200",
      description = "The report",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = QualityReport.class),
            examples = @ExampleObject(name = "answer", value = FlightExamples.QUALITY)),
        @Content(
            mediaType = AnswerFormat.CSV_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.CSV)),
        @Content(
            mediaType = AnswerFormat.PARQUET_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.PARQUET))
      })
  CompletionStage<Response> quality(@Context UriInfo uri, @Context HttpHeaders headers);

  /** A page of one-minute statistics. */
  @GET
  @Path("/statistics")
  @Produces({
    MediaType.APPLICATION_JSON,
    AnswerFormat.CSV_MEDIA_TYPE,
    AnswerFormat.PARQUET_MEDIA_TYPE
  })
  @Operation(
      operationId = "flightStatistics",
      summary = "Statistics by minute and country",
      description =
          "Newest window first, then by country. Follow `next` (also the Link header) until it is null"
              + " to read them all, each once.")
  @Parameter(ref = "from")
  @Parameter(ref = "to")
  @Parameter(ref = "country")
  @Parameter(
      name = "limit",
      in = ParameterIn.QUERY,
      description = "Rows of a page",
      example = "50",
      schema =
          @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000", defaultValue = "100"))
  @Parameter(ref = "cursor")
  @Parameter(ref = ApiComponents.TABLE_FORMAT)
  @APIResponse(
      responseCode = "200",
      description = "The page",
      headers = @Header(name = "Link", ref = ApiComponents.LINK),
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = StatisticsPage.class),
            examples = @ExampleObject(name = "answer", value = FlightExamples.STATISTICS)),
        @Content(
            mediaType = AnswerFormat.CSV_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.CSV)),
        @Content(
            mediaType = AnswerFormat.PARQUET_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.PARQUET))
      })
  CompletionStage<Response> statistics(@Context UriInfo uri, @Context HttpHeaders headers);
}
