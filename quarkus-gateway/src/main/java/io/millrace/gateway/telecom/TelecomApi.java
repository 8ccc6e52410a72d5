package io.millrace.gateway.telecom;

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
 * The telecom endpoints as clients see them. Parameters are read from the whole query string, not
 * one by one, because a name nobody knows is an error too.
 */
@Path(TelecomApi.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Telecom", description = "Calls, messages, data sessions and balance recharges")
@APIResponse(responseCode = "400", ref = ApiComponents.INVALID)
@APIResponse(responseCode = "503", ref = ApiComponents.UNAVAILABLE)
public interface TelecomApi {

  /** Where it all is. */
  String PATH = "/api/v1/telecom";

  /** A page of one-minute metrics. */
  @GET
  @Path("/metrics")
  @Produces({
    MediaType.APPLICATION_JSON,
    AnswerFormat.CSV_MEDIA_TYPE,
    AnswerFormat.PARQUET_MEDIA_TYPE
  })
  @Operation(
      operationId = "metrics",
      summary = "Metrics by minute, event type and region",
      description =
          "Newest window first, then by event type and region. Follow `next` (also the Link header)"
              + " until it is null to read them all, each once.")
  @Parameter(ref = "from")
  @Parameter(ref = "to")
  @Parameter(ref = "eventType")
  @Parameter(ref = "region")
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
            schema = @Schema(implementation = MetricsPage.class),
            examples = @ExampleObject(name = "answer", value = TelecomExamples.METRICS)),
        @Content(
            mediaType = AnswerFormat.CSV_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.CSV),
            examples = @ExampleObject(name = "file", value = TelecomExamples.METRICS_CSV)),
        @Content(
            mediaType = AnswerFormat.PARQUET_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.PARQUET))
      })
  CompletionStage<Response> metrics(@Context UriInfo uri, @Context HttpHeaders headers);

  /** The leading regions. */
  @GET
  @Path("/regions/top")
  @Produces({
    MediaType.APPLICATION_JSON,
    AnswerFormat.CSV_MEDIA_TYPE,
    AnswerFormat.PARQUET_MEDIA_TYPE
  })
  @Operation(
      operationId = "topRegions",
      summary = "The regions that lead by a measure",
      description =
          "By the number of events, total duration, volume, amount, or by distinct subscribers over"
              + " the whole range.")
  @Parameter(
      name = "by",
      in = ParameterIn.QUERY,
      description = "The measure",
      example = "megabytes",
      schema =
          @Schema(
              type = SchemaType.STRING,
              enumeration = {"events", "duration", "megabytes", "amount", "subscribers"},
              defaultValue = "events"))
  @Parameter(ref = "from")
  @Parameter(ref = "to")
  @Parameter(ref = "eventType")
  @Parameter(
      name = "limit",
      in = ParameterIn.QUERY,
      description = "How many regions",
      example = "10",
      schema =
          @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "20", defaultValue = "5"))
  @Parameter(ref = ApiComponents.TABLE_FORMAT)
  @APIResponse(
      responseCode = "200",
      description = "The regions, greatest value first",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = TopRegions.class),
            examples = @ExampleObject(name = "answer", value = TelecomExamples.TOP_REGIONS)),
        @Content(
            mediaType = AnswerFormat.CSV_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.CSV)),
        @Content(
            mediaType = AnswerFormat.PARQUET_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.PARQUET))
      })
  CompletionStage<Response> topRegions(@Context UriInfo uri, @Context HttpHeaders headers);

  /** The range at a glance. */
  @GET
  @Path("/summary")
  @Operation(
      operationId = "summary",
      summary = "The last hour, or another range, at a glance",
      description =
          "Totals, sums by event type, events by minute, and what the stream set aside. All sums"
              + " come from one reading, so they add up.")
  @Parameter(ref = "from")
  @Parameter(ref = "to")
  @APIResponse(
      responseCode = "200",
      description = "The summary",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TelecomSummary.class),
              examples = @ExampleObject(name = "answer", value = TelecomExamples.SUMMARY)))
  CompletionStage<Response> summary(@Context UriInfo uri);
}
