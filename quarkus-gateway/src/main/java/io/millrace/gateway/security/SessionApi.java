package io.millrace.gateway.security;

import io.millrace.gateway.openapi.ApiComponents;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirementsSet;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Who one is, and the cookie by which a browser says it. */
@Path(SessionApi.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Session", description = "Who one is to the gateway")
public interface SessionApi {

  /** Where it is. */
  String PATH = "/api/v1/session";

  /** An answer for the OpenAPI document. */
  String EXAMPLE = "{\"name\":\"grafana\",\"roles\":[\"read\"],\"access\":\"key\"}";

  /** Who the request comes from. */
  @GET
  @Operation(
      operationId = "session",
      summary = "Who I am, and what I may do",
      description =
          "While the gateway is open, everybody is `anonymous` with both roles; otherwise the name and"
              + " role of the key, or what the token says.")
  @APIResponse(
      responseCode = "200",
      description = "Name, roles, and how the gateway came to know",
      content =
          @Content(
              schema = @Schema(implementation = Session.class),
              examples = @ExampleObject(name = "answer", value = SessionApi.EXAMPLE)))
  Response show();

  /** Keeps a key in a cookie that scripts cannot read. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "beginSession",
      summary = "Begin a session in a browser",
      description =
          "Sets the cookie `millrace_key` (HttpOnly, SameSite=Strict, Secure with TLS), which ends"
              + " with the browser's own session. Only pages of this gateway may ask it.")
  @APIResponse(
      responseCode = "200",
      description = "The key is known; the cookie is set",
      content =
          @Content(
              schema = @Schema(implementation = Session.class),
              examples = @ExampleObject(name = "answer", value = SessionApi.EXAMPLE)))
  @APIResponse(responseCode = "400", ref = ApiComponents.INVALID)
  @SecurityRequirementsSet
  Response begin(Session.@Nullable Opening opening, @Context RoutingContext context);

  /** Forgets the key. */
  @DELETE
  @Operation(
      operationId = "endSession",
      summary = "End the session in a browser",
      description = "Clears the cookie; the key itself stays good until it is revoked.")
  @APIResponse(responseCode = "204", description = "The cookie is cleared")
  @SecurityRequirementsSet
  Response end(@Context RoutingContext context);
}
