package io.millrace.gateway.stream;

import io.millrace.gateway.openapi.ApiComponents;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jspecify.annotations.Nullable;

/** What changes, as server-sent events. */
@Path(StreamApi.PATH)
@Tag(name = "Pipeline")
public interface StreamApi {

  /** Where it is. */
  String PATH = "/api/v1/stream";

  /** Listens to feeds. */
  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @ResponseHeader(
      name = HttpHeaders.CACHE_CONTROL,
      value = {"no-store"})
  @ResponseHeader(
      name = "X-Accel-Buffering",
      value = {"no"})
  @Operation(
      operationId = "stream",
      summary = "Metrics and pipeline state as they change, as server-sent events",
      description =
          "Events carry the name of their feed: `pipeline` is the body of `/api/v1/pipeline`, each"
              + " second; `telecom` has `summary` and `timeline` of the last hour, when they change;"
              + " `flights` is a notice that states changed, with which `/api/v1/flights` can be"
              + " asked again; `problem` names a feed that cannot be read, until its next event."
              + " Each event is a whole state, so a reconnect loses nothing: `Last-Event-ID` says"
              + " what is known, and the rest is sent at once.")
  @Parameter(
      name = "feeds",
      in = ParameterIn.QUERY,
      description = "Which feeds, comma separated; all by default",
      example = "pipeline,telecom",
      schema = @Schema(type = SchemaType.STRING))
  @APIResponse(
      responseCode = "200",
      description = "Events, until the client goes away",
      content =
          @Content(
              mediaType = MediaType.SERVER_SENT_EVENTS,
              schema = @Schema(type = SchemaType.STRING),
              examples =
                  @ExampleObject(
                      name = "flights",
                      value =
                          "event: flights\nid: 1795176000000-12.4.9\ndata:"
                              + " {\"asOf\":\"2026-11-21T10:00:00.125Z\",\"aircraft\":5476}\n\n")))
  @APIResponse(responseCode = "400", ref = ApiComponents.INVALID)
  @APIResponse(responseCode = "429", ref = ApiComponents.TOO_MANY_REQUESTS)
  Multi<OutboundSseEvent> stream(
      @Context UriInfo uri,
      @Context Sse sse,
      @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER)
          @Parameter(
              description = "The id of the last event that arrived; browsers send it by themselves",
              example = "1795176000000-12.4.9")
          @Nullable String lastEventId);
}
