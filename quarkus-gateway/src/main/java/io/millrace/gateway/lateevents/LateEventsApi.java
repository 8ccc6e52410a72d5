package io.millrace.gateway.lateevents;

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

/** The late events as clients see them. */
@Path(LateEventsApi.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Set aside", description = "Dead letters and late events")
public interface LateEventsApi {

  /** Where it is. */
  String PATH = "/api/v1/late-events";

  /** An answer for the OpenAPI document. */
  String EXAMPLE =
      """
      {"lateEvents":[{"domain":"telecom","topic":"telecom.public.telecom_events","partition":2,
       "offset":4711,"sign":1,"eventId":7,"eventTime":"2026-11-21T09:40:12.500Z",
       "windowStart":"2026-11-21T09:40:00Z","eventType":"CALL","region":"Almaty",
       "watermark":"2026-11-21T09:57:00Z","lateSeconds":1080.0,"query":"telecom-metrics",
       "recordedAt":"2026-11-21T10:00:02.125Z"}],"cursor":null,"next":null}
      """;

  /** A page of late events. */
  @GET
  @Operation(
      operationId = "lateEvents",
      summary = "Changes that came after their window had closed, newest first",
      description =
          "Each was counted and its window restated; this is the record that it was late. Follow"
              + " `next` (also the Link header) until it is null to read them all, each once.")
  @Parameter(
      name = "domain",
      in = ParameterIn.QUERY,
      description = "Only these domains; repeatable",
      example = "[\"telecom\"]",
      schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
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
  @Parameter(
      name = "limit",
      in = ParameterIn.QUERY,
      description = "Rows of the page",
      example = "100",
      schema =
          @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000", defaultValue = "100"))
  @Parameter(ref = "cursor")
  @APIResponse(
      responseCode = "200",
      description = "The page",
      content =
          @Content(
              schema = @Schema(implementation = LateEventsPage.class),
              examples = @ExampleObject(name = "answer", value = LateEventsApi.EXAMPLE)))
  @APIResponse(responseCode = "400", ref = ApiComponents.INVALID)
  @APIResponse(responseCode = "503", ref = ApiComponents.UNAVAILABLE)
  CompletionStage<Response> lateEvents(@Context UriInfo uri);
}
