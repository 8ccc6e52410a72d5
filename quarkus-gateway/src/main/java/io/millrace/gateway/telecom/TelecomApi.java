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

/**
 * The telecom endpoints as clients see them. Parameters are read from the whole query string, not
 * one by one, because a name nobody knows is an error too.
 */
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
public interface TelecomApi {

  /** Where it all is. */
  String PATH = "/api/v1/telecom";

  /** A page of one-minute metrics. */
  @GET
  @Path("/metrics")
  @Operation(
      operationId = "metrics",
      summary = "Metrics by minute, event type and region",
      description =
          "Newest window first, then by event type and region. Follow `next` (also the Link header)"
              + " until it is null to read them all, each once.")
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
      content = @Content(schema = @Schema(implementation = MetricsPage.class)))
  CompletionStage<Response> metrics(@Context UriInfo uri);

  /** The leading regions. */
  @GET
  @Path("/regions/top")
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
      schema =
          @Schema(
              type = SchemaType.STRING,
              enumeration = {"events", "duration", "megabytes", "amount", "subscribers"},
              defaultValue = "events"))
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
      name = "eventType",
      in = ParameterIn.QUERY,
      description = "Only these event types; repeatable",
      schema =
          @Schema(
              type = SchemaType.ARRAY,
              implementation = io.millrace.model.telecom.TelecomEventType.class))
  @Parameter(
      name = "limit",
      in = ParameterIn.QUERY,
      description = "How many regions",
      schema =
          @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "20", defaultValue = "5"))
  @APIResponse(
      responseCode = "200",
      description = "The regions, greatest value first",
      content = @Content(schema = @Schema(implementation = TopRegions.class)))
  CompletionStage<Response> topRegions(@Context UriInfo uri);

  /** The range at a glance. */
  @GET
  @Path("/summary")
  @Operation(
      operationId = "summary",
      summary = "The last hour, or another range, at a glance",
      description =
          "Totals, sums by event type, events by minute, and what the stream set aside. All sums"
              + " come from one reading, so they add up.")
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
      description = "The summary",
      content = @Content(schema = @Schema(implementation = TelecomSummary.class)))
  CompletionStage<Response> summary(@Context UriInfo uri);
}
