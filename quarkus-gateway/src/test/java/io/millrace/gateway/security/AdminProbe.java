package io.millrace.gateway.security;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Endpoints of the tests alone: one that changes things, one that says nothing about roles. */
@Path("/api/v1/probe")
public class AdminProbe {

  /** Needs admin. */
  @POST
  @RolesAllowed("admin")
  @Operation(hidden = true)
  public String change() {
    return "changed";
  }

  /** Needs admin. */
  @DELETE
  @RolesAllowed("admin")
  @Operation(hidden = true)
  public String remove() {
    return "removed";
  }

  /** Needs what everything needs. */
  @GET
  @Operation(hidden = true)
  public String look() {
    return "seen";
  }

  /** A defect that gets a secret into its message. */
  @GET
  @Path("/defect")
  @Operation(hidden = true)
  public String fail() {
    throw new IllegalStateException("as intended");
  }
}
