package io.millrace.gateway.deadletters;

import io.millrace.gateway.openapi.ApiComponents;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
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

/** The dead letters as clients see them. */
@Path(DeadLettersApi.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Set aside", description = "Dead letters and late events")
@APIResponse(responseCode = "400", ref = ApiComponents.INVALID)
@APIResponse(responseCode = "503", ref = ApiComponents.UNAVAILABLE)
public interface DeadLettersApi {

  /** Where it all is. */
  String PATH = "/api/v1/dead-letters";

  /** A page of letters. */
  @GET
  @Operation(
      operationId = "deadLetters",
      summary = "Records that were turned away, newest first",
      description =
          "From the topic millrace.dlq itself, so with those of the bridge. One request looks at so"
              + " many records only: a page may have few letters or none, and a `next` (also the"
              + " Link header). Follow it until it is null to read them all, each once.")
  @Parameter(
      name = "topic",
      in = ParameterIn.QUERY,
      description = "Only of these topics; repeatable",
      example = "[\"telecom.public.telecom_events\"]",
      schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
  @Parameter(
      name = "reason",
      in = ParameterIn.QUERY,
      description = "Only for these reasons; repeatable",
      example = "[\"negative_duration\"]",
      schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
  @Parameter(
      name = "origin",
      in = ParameterIn.QUERY,
      description = "Only those of the streaming queries, or of the bridge",
      example = "stream",
      schema =
          @Schema(
              type = SchemaType.STRING,
              enumeration = {"stream", "bridge"}))
  @Parameter(
      name = "from",
      in = ParameterIn.QUERY,
      description = "Sent then or later; default all",
      example = "2026-11-21T10:00:00Z",
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  @Parameter(
      name = "to",
      in = ParameterIn.QUERY,
      description = "Sent before; default all",
      example = "2026-11-21T11:00:00Z",
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  @Parameter(
      name = "limit",
      in = ParameterIn.QUERY,
      description = "Letters of the page",
      example = "50",
      schema =
          @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500", defaultValue = "50"))
  @Parameter(ref = "cursor")
  @APIResponse(
      responseCode = "200",
      description = "The page",
      content =
          @Content(
              schema = @Schema(implementation = DeadLettersPage.class),
              examples = @ExampleObject(name = "answer", value = DeadLetterExamples.LETTERS)))
  CompletionStage<Response> deadLetters(@Context UriInfo uri);

  /** Counts by reason. */
  @GET
  @Path("/summary")
  @Operation(
      operationId = "deadLettersSummary",
      summary = "How many records the streaming queries turned away, and why",
      description = "From ClickHouse; letters of the bridge are not among them.")
  @Parameter(
      name = "from",
      in = ParameterIn.QUERY,
      description = "Recorded then or later; default an hour before `to`",
      example = "2026-11-21T10:00:00Z",
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  @Parameter(
      name = "to",
      in = ParameterIn.QUERY,
      description = "Recorded before, at most 31 days after `from`; default now",
      example = "2026-11-21T11:00:00Z",
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  @APIResponse(
      responseCode = "200",
      description = "The counts, most frequent first",
      content =
          @Content(
              schema = @Schema(implementation = LetterCounts.class),
              examples = @ExampleObject(name = "answer", value = DeadLetterExamples.COUNTS)))
  CompletionStage<Response> summary(@Context UriInfo uri);

  /** One letter. */
  @GET
  @Path("/{id}")
  @Operation(
      operationId = "deadLetter",
      summary = "A letter with key, value and headers",
      description = "The first 64 KiB of the value; `truncated` says whether there is more.")
  @Parameter(
      name = "id",
      in = ParameterIn.PATH,
      description = "The letter's partition and offset",
      example = "0-123",
      schema = @Schema(type = SchemaType.STRING, pattern = "\\d{1,6}-\\d{1,18}"))
  @APIResponse(
      responseCode = "200",
      description = "The letter",
      content =
          @Content(
              schema = @Schema(implementation = DeadLetterDetail.class),
              examples = @ExampleObject(name = "answer", value = DeadLetterExamples.LETTER)))
  @APIResponse(responseCode = "404", ref = ApiComponents.NOT_FOUND)
  CompletionStage<Response> deadLetter(@PathParam("id") String id, @Context UriInfo uri);

  /** The bytes of one letter. */
  @GET
  @Path("/{id}/value")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  @Operation(
      operationId = "deadLetterValue",
      summary = "The whole value of a letter, byte for byte",
      description = "Up to 16 MB; two are sent at once.")
  @Parameter(
      name = "id",
      in = ParameterIn.PATH,
      description = "The letter's partition and offset",
      example = "0-123",
      schema = @Schema(type = SchemaType.STRING, pattern = "\\d{1,6}-\\d{1,18}"))
  @APIResponse(
      responseCode = "200",
      description = "The bytes",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_OCTET_STREAM,
              schema = @Schema(type = SchemaType.STRING, format = "binary"),
              examples = @ExampleObject(name = "bytes", value = "{\"event_id\":1}")))
  @APIResponse(responseCode = "404", ref = ApiComponents.NOT_FOUND)
  CompletionStage<Response> value(
      @PathParam("id") String id, @Context UriInfo uri, @Context RoutingContext context);

  /** Counts the row of a letter that was refused. */
  @POST
  @Path("/{id}/replay")
  @Operation(
      operationId = "replayDeadLetter",
      summary = "Has the row of a letter judged again",
      description =
          "For a row that a rule refused then and accepts now. Its image is put into the topic once"
              + " more, to be counted once: only while PostgreSQL holds that very version of the row,"
              + " and each letter once. If the rule still refuses it, a new letter appears. Needs the"
              + " role admin. Safe to repeat: what was done is answered with 409.")
  @Parameter(
      name = "id",
      in = ParameterIn.PATH,
      description = "The letter's partition and offset",
      example = "0-123",
      schema = @Schema(type = SchemaType.STRING, pattern = "\\d{1,6}-\\d{1,18}"))
  @APIResponse(
      responseCode = "202",
      description = "The record is in the topic",
      content =
          @Content(
              schema = @Schema(implementation = ReplayedLetter.class),
              examples = @ExampleObject(name = "answer", value = DeadLetterExamples.REPLAYED)))
  @APIResponse(responseCode = "404", ref = ApiComponents.NOT_FOUND)
  @APIResponse(responseCode = "409", ref = ApiComponents.CONFLICT)
  CompletionStage<Response> replay(
      @PathParam("id") String id, @Context UriInfo uri, @Context SecurityContext caller);
}
