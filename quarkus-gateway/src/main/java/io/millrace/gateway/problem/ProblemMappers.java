package io.millrace.gateway.problem;

import io.millrace.gateway.problem.Problem.Kind;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Turns what a request ends in, other than an answer, into a problem detail. */
public class ProblemMappers {

  private static final Logger log = LoggerFactory.getLogger(ProblemMappers.class);

  /** 400 with each wrong parameter. */
  @ServerExceptionMapper
  public Response invalid(InvalidRequestException e, UriInfo uri) {
    return response(
            Kind.INVALID_PARAMETERS.at(
                uri.getPath(), String.valueOf(e.getMessage()), e.violations()))
        .build();
  }

  /** 404 that names what was looked for. */
  @ServerExceptionMapper
  public Response nothingFound(NothingFoundException e, UriInfo uri) {
    return response(Kind.NOT_FOUND.at(uri.getPath(), String.valueOf(e.getMessage()), List.of()))
        .build();
  }

  /** 409 with what stands against it, and what to do. */
  @ServerExceptionMapper
  public Response conflict(ConflictException e, UriInfo uri) {
    return response(Kind.CONFLICT.at(uri.getPath(), String.valueOf(e.getMessage()), List.of()))
        .build();
  }

  /** 503 with the time to wait, when it is not ClickHouse. */
  @ServerExceptionMapper
  public Response unavailable(DependencyUnavailableException e, UriInfo uri) {
    log.atWarn()
        .addKeyValue("path", uri.getPath())
        .addKeyValue("cause", String.valueOf(e.getCause()))
        .log(String.valueOf(e.getMessage()));
    Kind kind =
        switch (e.dependency()) {
          case KAFKA -> Kind.KAFKA_UNAVAILABLE;
          case POSTGRESQL -> Kind.POSTGRESQL_UNAVAILABLE;
        };
    return response(kind.at(uri.getPath(), String.valueOf(e.getMessage()), List.of()))
        .header(HttpHeaders.RETRY_AFTER, DependencyUnavailableException.RETRY_AFTER_SECONDS)
        .build();
  }

  /** 503 with the time to wait. */
  @ServerExceptionMapper
  public Response unavailable(AnalyticsUnavailableException e, UriInfo uri) {
    // While the breaker is open there is one for each request, and the breaker has said so itself.
    log.atLevel(e.getCause() instanceof CircuitBreakerOpenException ? Level.DEBUG : Level.WARN)
        .addKeyValue("path", uri.getPath())
        .addKeyValue("cause", String.valueOf(e.getCause()))
        .log("analytics unavailable");
    return response(
            Kind.ANALYTICS_UNAVAILABLE.at(uri.getPath(), String.valueOf(e.getMessage()), List.of()))
        .header(HttpHeaders.RETRY_AFTER, Math.max(1, e.retryAfter().toSeconds()))
        .build();
  }

  /** What the framework refuses: an unknown path, a wrong method, a media type nobody offers. */
  @ServerExceptionMapper
  public Response refused(WebApplicationException e, UriInfo uri) {
    Response refused = e.getResponse();
    int status = refused.getStatus();
    String detail =
        switch (status) {
          case 404 -> "nothing is at this path; /q/openapi lists what is";
          case 405 -> "the method is not allowed here; see the Allow header and /q/openapi";
          case 406 -> "/q/openapi lists the media types offered here; application/json always is";
          default -> String.valueOf(e.getMessage());
        };
    Response.ResponseBuilder builder =
        response(Kind.ofStatus(status).at(uri.getPath(), status, detail, List.of()));
    // RFC 9110 wants the Allow header; the framework leaves it out. Nearly all here is read only.
    return status == 405
        ? builder.header(HttpHeaders.ALLOW, allowed(uri.getPath())).build()
        : builder.build();
  }

  /** 500 for a defect of ours: the log has the cause, the answer does not. */
  @ServerExceptionMapper
  public Response defect(Throwable e, UriInfo uri) {
    log.atError().setCause(e).addKeyValue("path", uri.getPath()).log("request failed");
    return response(
            Kind.INTERNAL.at(uri.getPath(), "the gateway failed; its log has the cause", List.of()))
        .build();
  }

  private static String allowed(String path) {
    if (path.endsWith("/replay")) {
      return "POST, OPTIONS";
    }
    return path.endsWith("/session") ? "GET, HEAD, POST, DELETE, OPTIONS" : "GET, HEAD, OPTIONS";
  }

  private static Response.ResponseBuilder response(Problem problem) {
    return Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem);
  }
}
