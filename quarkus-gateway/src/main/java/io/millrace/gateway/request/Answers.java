package io.millrace.gateway.request;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import org.jspecify.annotations.Nullable;

/** Answers that are true for a moment, so nothing between here and the client may keep them. */
public final class Answers {

  private Answers() {}

  /** 200 with that body. */
  public static Response.ResponseBuilder fresh(Object body) {
    // Said here, since format=json counts more than an Accept header of another type.
    return Response.ok(body, MediaType.APPLICATION_JSON_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT);
  }

  /**
   * 200 with a page as the body.
   *
   * @param next path and query of the next page, for the {@code Link} header; null on the last
   */
  public static Response.ResponseBuilder page(Object body, @Nullable String next) {
    Response.ResponseBuilder answer = fresh(body);
    return next == null ? answer : answer.header(HttpHeaders.LINK, "<" + next + ">; rel=\"next\"");
  }

  /**
   * Begins the link to a next page. It repeats the range as it was understood: "the last hour" must
   * not move between pages.
   */
  public static UriBuilder next(String path, TimeRange range, int limit) {
    return UriBuilder.fromPath(path)
        .queryParam("from", range.from())
        .queryParam("to", range.to())
        .queryParam("limit", limit);
  }
}
