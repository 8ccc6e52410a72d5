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
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Telecom traffic over time as clients see it. */
@Path(TelecomApi.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Telecom", description = "Calls, messages, data sessions and balance recharges")
@APIResponse(responseCode = "400", ref = ApiComponents.INVALID)
@APIResponse(responseCode = "503", ref = ApiComponents.UNAVAILABLE)
public interface TimelineApi {

  /** The traffic of a range step by step. */
  @GET
  @Path("/timeline")
  @Produces({
    MediaType.APPLICATION_JSON,
    AnswerFormat.CSV_MEDIA_TYPE,
    AnswerFormat.PARQUET_MEDIA_TYPE
  })
  @Operation(
      operationId = "timeline",
      summary = "The traffic of a range step by step",
      description =
          "Every step of the range with a value of each series, steps without events too. Steps begin"
              + " with the UTC day; the range may cut the first and the last. At most 10,000 points,"
              + " steps times series.")
  @Parameter(ref = "from")
  @Parameter(ref = "to")
  @Parameter(
      name = "step",
      in = ParameterIn.QUERY,
      description = "How long a step is, ISO 8601",
      example = "PT5M",
      schema =
          @Schema(
              type = SchemaType.STRING,
              enumeration = {"PT1M", "PT5M", "PT15M", "PT1H", "P1D"},
              defaultValue = "PT1M"))
  @Parameter(
      name = "by",
      in = ParameterIn.QUERY,
      description = "What the series are told apart by",
      example = "region",
      schema =
          @Schema(
              type = SchemaType.STRING,
              enumeration = {"none", "eventType", "region"},
              defaultValue = "eventType"))
  @Parameter(ref = "eventType")
  @Parameter(ref = "region")
  @Parameter(ref = ApiComponents.TABLE_FORMAT)
  @APIResponse(
      responseCode = "200",
      description = "The timeline",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = Timeline.class),
            examples = @ExampleObject(name = "answer", value = TelecomExamples.TIMELINE)),
        @Content(
            mediaType = AnswerFormat.CSV_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.CSV)),
        @Content(
            mediaType = AnswerFormat.PARQUET_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.PARQUET))
      })
  CompletionStage<Response> timeline(@Context UriInfo uri, @Context HttpHeaders headers);

  /** Sums of days. */
  @GET
  @Path("/daily")
  @Produces({
    MediaType.APPLICATION_JSON,
    AnswerFormat.CSV_MEDIA_TYPE,
    AnswerFormat.PARQUET_MEDIA_TYPE
  })
  @Operation(
      operationId = "daily",
      summary = "The traffic of days by event type",
      description =
          "Newest day first, then by event type. Days are those of UTC; every day that the range"
              + " touches is whole.")
  @Parameter(
      name = "from",
      in = ParameterIn.QUERY,
      description = "First day, or an instant of it; default 7 days before `to`",
      example = "2026-11-15",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "to",
      in = ParameterIn.QUERY,
      description =
          "Day no longer contained, or an instant up to which days are; at most 31 days after `from`;"
              + " default now, today contained",
      example = "2026-11-22",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(ref = ApiComponents.TABLE_FORMAT)
  @APIResponse(
      responseCode = "200",
      description = "The days",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = DailyTraffic.class),
            examples = @ExampleObject(name = "answer", value = TelecomExamples.DAILY)),
        @Content(
            mediaType = AnswerFormat.CSV_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.CSV)),
        @Content(
            mediaType = AnswerFormat.PARQUET_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.PARQUET))
      })
  CompletionStage<Response> daily(@Context UriInfo uri, @Context HttpHeaders headers);
}
