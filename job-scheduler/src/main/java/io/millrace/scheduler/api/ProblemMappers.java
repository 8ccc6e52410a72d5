package io.millrace.scheduler.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.millrace.scheduler.api.Problem.Kind;
import io.millrace.scheduler.api.Problem.ProblemException;
import io.millrace.scheduler.history.Database.DatabaseException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what a request ends in, other than an answer, into a problem detail. */
public class ProblemMappers {

  private static final Logger log = LoggerFactory.getLogger(ProblemMappers.class);

  /** What an endpoint refuses. */
  @ServerExceptionMapper
  public Response refused(ProblemException e, UriInfo uri) {
    return e.at(uri.getPath()).response().build();
  }

  /** 503: PostgreSQL is away. */
  @ServerExceptionMapper
  public Response unavailable(DatabaseException e, UriInfo uri) {
    log.atWarn()
        .addKeyValue("path", uri.getPath())
        .addKeyValue("cause", e.getMessage())
        .log("PostgreSQL unavailable");
    return Kind.POSTGRESQL_UNAVAILABLE
        .at(uri.getPath(), "PostgreSQL did not answer; try again later")
        .response()
        .header(HttpHeaders.RETRY_AFTER, 5)
        .build();
  }

  /** 400: a body that is JSON, and not what is wanted. */
  @ServerExceptionMapper
  public Response unfit(MismatchedInputException e, UriInfo uri) {
    return unreadable(e, uri);
  }

  /** 400: a body that is no JSON. */
  @ServerExceptionMapper
  public Response unreadable(JsonProcessingException e, UriInfo uri) {
    return Kind.BAD_REQUEST
        .at(uri.getPath(), "the body is not as /q/openapi describes it: " + e.getOriginalMessage())
        .response()
        .build();
  }

  /** What the framework refuses. */
  @ServerExceptionMapper
  public Response refused(WebApplicationException e, UriInfo uri) {
    int status = e.getResponse().getStatus();
    String detail =
        switch (status) {
          case 400 -> "the body is not as /q/openapi describes it: " + e.getMessage();
          case 404 -> "nothing is at this path; /q/openapi lists what is";
          case 405 -> "the method is not allowed here; see /q/openapi";
          default -> String.valueOf(e.getMessage());
        };
    return Kind.ofStatus(status).at(uri.getPath(), status, detail, null).response().build();
  }

  /** 500 for a defect of ours: the log has the cause, the answer does not. */
  @ServerExceptionMapper
  public Response defect(Throwable e, UriInfo uri) {
    log.atError().setCause(e).addKeyValue("path", uri.getPath()).log("request failed");
    return Kind.INTERNAL
        .at(uri.getPath(), "the scheduler failed; its log has the cause")
        .response()
        .build();
  }
}
