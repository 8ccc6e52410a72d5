package io.millrace.gateway.pipeline;

import io.millrace.gateway.openapi.ApiComponents;
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
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The platform's own state as clients see it. */
@Path(PipelineApi.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Pipeline", description = "What each part of the platform is doing")
@APIResponse(responseCode = "400", ref = ApiComponents.INVALID)
public interface PipelineApi {

  /** Where it all is. */
  String PATH = "/api/v1/pipeline";

  /** Every part, now. */
  @GET
  @Operation(
      operationId = "pipeline",
      summary = "Every part of the pipeline: state, rates, lag",
      description =
          "Answers also while parts are down: their figures are null then, and `stages` says which,"
              + " since when and why.")
  @APIResponse(
      responseCode = "200",
      description = "The report",
      content =
          @Content(
              schema = @Schema(implementation = PipelineReport.class),
              examples = @ExampleObject(name = "answer", value = PipelineExamples.PIPELINE)))
  CompletionStage<Response> pipeline(@Context UriInfo uri);

  /** How old changes were when they could be queried. */
  @GET
  @Path("/freshness")
  @Operation(
      operationId = "pipelineFreshness",
      summary = "Freshness over time: PostgreSQL commit to queryable, p50 and p99",
      description =
          "Of every streaming query that counts changes, in steps of ten seconds or multiples of it,"
              + " at most 360.")
  @Parameter(
      name = "from",
      in = ParameterIn.QUERY,
      description = "First instant contained; default half an hour before `to`",
      example = "2026-11-21T10:00:00Z",
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  @Parameter(
      name = "to",
      in = ParameterIn.QUERY,
      description = "First instant no longer contained, at most 24 hours after `from`; default now",
      example = "2026-11-21T11:00:00Z",
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  @Parameter(
      name = "query",
      in = ParameterIn.QUERY,
      description = "Only this streaming query",
      example = "telecom-metrics",
      schema = @Schema(type = SchemaType.STRING, pattern = "[a-z0-9-]{1,64}"))
  @APIResponse(
      responseCode = "200",
      description = "The report",
      content =
          @Content(
              schema = @Schema(implementation = FreshnessReport.class),
              examples = @ExampleObject(name = "answer", value = PipelineExamples.FRESHNESS)))
  @APIResponse(responseCode = "503", ref = ApiComponents.UNAVAILABLE)
  CompletionStage<Response> freshness(@Context UriInfo uri);
}
