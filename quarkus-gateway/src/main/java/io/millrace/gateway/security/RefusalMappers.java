package io.millrace.gateway.security;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.millrace.gateway.problem.Problem;
import io.millrace.gateway.problem.Problem.Kind;
import io.millrace.gateway.problem.ProblemAnswers;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** What an endpoint refuses, as problems; and the request's id in every problem. */
public class RefusalMappers {

  /** 403: known, and not allowed to do this. */
  @ServerExceptionMapper
  public Response forbidden(ForbiddenException e, UriInfo uri) {
    return response(Kind.FORBIDDEN, uri, "this needs the role admin").build();
  }

  /** 401: not known. */
  @ServerExceptionMapper
  public Response unauthenticated(UnauthorizedException e, UriInfo uri) {
    return response(Kind.UNAUTHENTICATED, uri, Refusals.NO_CREDENTIAL)
        .header(HttpHeaders.WWW_AUTHENTICATE, KeyMechanism.CHALLENGE)
        .build();
  }

  /** 401: a wrong key. */
  @ServerExceptionMapper
  public Response wrong(AuthenticationFailedException e, UriInfo uri) {
    return response(Kind.UNAUTHENTICATED, uri, Refusals.WRONG_CREDENTIAL)
        .header(HttpHeaders.WWW_AUTHENTICATE, Refusals.INVALID_TOKEN)
        .build();
  }

  /** 429: too many wrong keys. */
  @ServerExceptionMapper
  public Response tooMany(TooManyFailuresException e, UriInfo uri) {
    return response(Kind.TOO_MANY_REQUESTS, uri, Refusals.TOO_MANY_FAILURES)
        .header(HttpHeaders.RETRY_AFTER, e.waitSeconds())
        .build();
  }

  /** 400: a body that is JSON, and not what is wanted. */
  @ServerExceptionMapper
  public Response unreadable(MismatchedInputException e, UriInfo uri) {
    return response(Kind.BAD_REQUEST, uri, "the body is not as /q/openapi describes it").build();
  }

  /** Completes each problem, whoever made it. */
  @ServerResponseFilter
  public void name(ContainerResponseContext answer, RoutingContext context) {
    if (answer.getEntity() instanceof Problem problem) {
      String request = context.response().headers().get(ProblemAnswers.REQUEST_ID);
      if (request != null) {
        answer.setEntity(problem.of(request));
      }
    }
  }

  private static Response.ResponseBuilder response(Kind kind, UriInfo uri, String detail) {
    Problem problem = kind.at(uri.getPath(), detail, List.of());
    return Response.status(problem.status())
        .type(Problem.MEDIA_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .entity(problem);
  }
}
