package io.millrace.scheduler.api;

import io.millrace.scheduler.api.Answers.RunDetail;
import io.millrace.scheduler.api.Answers.RunSummary;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A run. */
@Path("/api/v1/runs")
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@Tag(name = "Runs", description = "How a run goes, and ending it")
public interface RunsApi {

  /** All that is known of it. */
  @GET
  @Path("/{id}")
  @Operation(operationId = "jobRun", summary = "A run with its steps, and who was told")
  @APIResponse(
      responseCode = "200",
      description = "The run",
      content = @Content(schema = @Schema(implementation = RunDetail.class)))
  @APIResponse(
      responseCode = "404",
      description = "There is no such run",
      content =
          @Content(
              mediaType = Problem.MEDIA_TYPE,
              schema = @Schema(implementation = Problem.class)))
  RunDetail run(@PathParam("id") String id);

  /** Ends it. */
  @POST
  @Path("/{id}/cancel")
  @Operation(
      operationId = "cancelJobRun",
      summary = "Ends a run and its process",
      description = "Its state becomes CANCELLED when the process has gone. Needs the role admin.")
  @APIResponse(
      responseCode = "202",
      description = "It will end",
      content = @Content(schema = @Schema(implementation = RunSummary.class)))
  @APIResponse(
      responseCode = "409",
      description = "It has ended already",
      content =
          @Content(
              mediaType = Problem.MEDIA_TYPE,
              schema = @Schema(implementation = Problem.class)))
  Response cancel(@PathParam("id") String id);
}
