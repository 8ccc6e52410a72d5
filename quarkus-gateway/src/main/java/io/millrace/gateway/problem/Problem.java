package io.millrace.gateway.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A problem detail of RFC 9457.
 *
 * @param type names the kind of problem, stable for programs
 * @param title the kind, for people; the same for each occurrence
 * @param status the HTTP status
 * @param detail this occurrence, for people
 * @param instance path of the request; absent when it cannot be read
 * @param errors for an invalid request, each thing that is wrong; otherwise absent
 * @param requestId the request's {@code X-Request-Id}, which is in the log too
 */
@Schema(description = "Problem details of RFC 9457")
public record Problem(
    @Schema(examples = "urn:millrace:problem:invalid-parameters") String type,
    @Schema(examples = "Invalid request parameters") String title,
    @Schema(examples = "400") int status,
    @Schema(examples = "eventType \"CALLS\" is not an event type; allowed: DATA_SESSION, CALL, …")
        String detail,
    @Schema(examples = "/api/v1/telecom/metrics") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        String instance,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Violation> errors,
    @Schema(examples = "4f1d2c9e8b7a65430f1e2d3c4b5a6978")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        String requestId) {

  /** The media type of RFC 9457. */
  public static final String MEDIA_TYPE = "application/problem+json";

  /** Copies the list. */
  public Problem {
    errors = List.copyOf(errors);
  }

  /** The same problem, of the request with that id. */
  public Problem of(String request) {
    return new Problem(type, title, status, detail, instance, errors, request);
  }

  /** The kinds of problem the gateway answers with. */
  public enum Kind {
    INVALID_PARAMETERS(400, "Invalid request parameters"),
    BAD_REQUEST(400, "Bad request"),
    UNAUTHENTICATED(401, "Not authenticated"),
    FORBIDDEN(403, "Forbidden"),
    NOT_FOUND(404, "Not found"),
    METHOD_NOT_ALLOWED(405, "Method not allowed"),
    NOT_ACCEPTABLE(406, "Not acceptable"),
    CONFLICT(409, "Conflict"),
    MISDIRECTED(421, "Misdirected request"),
    TOO_MANY_REQUESTS(429, "Too many requests"),
    REFUSED(0, "Request refused"),
    INTERNAL(500, "Internal error"),
    ANALYTICS_UNAVAILABLE(503, "Analytics unavailable"),
    KAFKA_UNAVAILABLE(503, "Kafka unavailable"),
    POSTGRESQL_UNAVAILABLE(503, "PostgreSQL unavailable"),
    IDENTITY_UNAVAILABLE(503, "Identity provider unavailable");

    private final int status;
    private final String title;

    Kind(int status, String title) {
      this.status = status;
      this.title = title;
    }

    /** The kind that stands for an HTTP status the framework chose. */
    static Kind ofStatus(int status) {
      for (Kind kind : values()) {
        if (kind.status == status && kind != INVALID_PARAMETERS) {
          return kind;
        }
      }
      return REFUSED;
    }

    /**
     * A problem of this kind.
     *
     * @param path of the request; empty when it cannot be read
     */
    public Problem at(String path, String detail, List<Violation> errors) {
      return at(path, status, detail, errors);
    }

    Problem at(String path, int actualStatus, String detail, List<Violation> errors) {
      String type =
          "urn:millrace:problem:" + name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
      return new Problem(type, title, actualStatus, detail, path, errors, "");
    }
  }
}
