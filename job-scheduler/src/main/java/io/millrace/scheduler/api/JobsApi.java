package io.millrace.scheduler.api;

import io.millrace.scheduler.api.Answers.Job;
import io.millrace.scheduler.api.Answers.Jobs;
import io.millrace.scheduler.api.Answers.Queued;
import io.millrace.scheduler.api.Answers.Runs;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The jobs. */
@Path("/api/v1/jobs")
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@Tag(name = "Jobs", description = "What is run, when, and on request")
public interface JobsApi {

  /** All. */
  @GET
  @Operation(operationId = "jobs", summary = "The jobs, when each runs next, and how it ran last")
  @APIResponse(
      responseCode = "200",
      description = "The jobs",
      content = @Content(schema = @Schema(implementation = Jobs.class)))
  Jobs jobs();

  /** One. */
  @GET
  @Path("/{job}")
  @Operation(operationId = "job", summary = "A job")
  @APIResponse(
      responseCode = "200",
      description = "The job",
      content = @Content(schema = @Schema(implementation = Job.class)))
  @APIResponse(
      responseCode = "404",
      description = "There is no such job",
      content =
          @Content(
              mediaType = Problem.MEDIA_TYPE,
              schema = @Schema(implementation = Problem.class)))
  Job job(@PathParam("job") String job);

  /** Its runs. */
  @GET
  @Path("/{job}/runs")
  @Operation(operationId = "jobRuns", summary = "Runs of a job, newest first")
  @Parameter(
      name = "day",
      in = ParameterIn.QUERY,
      description = "Only of that day",
      schema = @Schema(type = SchemaType.STRING, format = "date"))
  @Parameter(
      name = "state",
      in = ParameterIn.QUERY,
      description = "Only in that state",
      schema = @Schema(implementation = io.millrace.scheduler.history.RunState.class))
  @Parameter(
      name = "trigger",
      in = ParameterIn.QUERY,
      description = "Only for that reason",
      schema = @Schema(implementation = io.millrace.scheduler.history.Trigger.class))
  @Parameter(
      name = "limit",
      in = ParameterIn.QUERY,
      description = "Runs of the page",
      schema =
          @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500", defaultValue = "50"))
  @Parameter(
      name = "cursor",
      in = ParameterIn.QUERY,
      description = "From the page before",
      schema = @Schema(type = SchemaType.STRING))
  @APIResponse(
      responseCode = "200",
      description = "The page",
      content = @Content(schema = @Schema(implementation = Runs.class)))
  @APIResponse(
      responseCode = "400",
      description = "A parameter is wrong",
      content =
          @Content(
              mediaType = Problem.MEDIA_TYPE,
              schema = @Schema(implementation = Problem.class)))
  Runs runs(@PathParam("job") String job, @Context UriInfo uri);

  /** Runs it. */
  @POST
  @Path("/{job}/runs")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "runJob",
      summary = "Queues a run for a day, or one for each day of a range",
      description =
          "All of them or none. Safe to repeat: while a day's run has not ended, asking for it again"
              + " is answered with 409 and that run. Needs the role admin.")
  @APIResponse(
      responseCode = "202",
      description = "Queued; Location is the first run",
      content = @Content(schema = @Schema(implementation = Queued.class)))
  @APIResponse(
      responseCode = "400",
      description = "The days are wrong",
      content =
          @Content(
              mediaType = Problem.MEDIA_TYPE,
              schema = @Schema(implementation = Problem.class)))
  @APIResponse(
      responseCode = "409",
      description = "A run of a day is in progress",
      content =
          @Content(
              mediaType = Problem.MEDIA_TYPE,
              schema = @Schema(implementation = Problem.class)))
  Response run(@PathParam("job") String job, RunRequest request);
}
