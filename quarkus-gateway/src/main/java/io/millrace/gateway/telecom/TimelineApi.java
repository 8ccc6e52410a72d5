package io.millrace.gateway.telecom;

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

/** Telecom traffic over time as clients see it. */
@Path(TelecomApi.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Telecom", description = "Calls, messages, data sessions and balance recharges")
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
public interface TimelineApi {

  /** The traffic of a range step by step. */
  @GET
  @Path("/timeline")
  @Operation(
      operationId = "timeline",
      summary = "The traffic of a range step by step",
      description =
          "Every step of the range with a value of each series, steps without events too. Steps begin"
              + " with the UTC day; the range may cut the first and the last. At most 10,000 points,"
              + " steps times series.")
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
  @Parameter(
      name = "eventType",
      in = ParameterIn.QUERY,
      description = "Only these event types; repeatable",
      schema =
          @Schema(
              type = SchemaType.ARRAY,
              implementation = io.millrace.model.telecom.TelecomEventType.class))
  @Parameter(
      name = "region",
      in = ParameterIn.QUERY,
      description = "Only these regions, by name; repeatable",
      example = "[\"Almaty\", \"Astana\"]",
      schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
  @APIResponse(
      responseCode = "200",
      description = "The timeline",
      content = @Content(schema = @Schema(implementation = Timeline.class)))
  CompletionStage<Response> timeline(@Context UriInfo uri);

  /** Sums of days. */
  @GET
  @Path("/daily")
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
  @APIResponse(
      responseCode = "200",
      description = "The days",
      content = @Content(schema = @Schema(implementation = DailyTraffic.class)))
  CompletionStage<Response> daily(@Context UriInfo uri);
}
