package io.millrace.scheduler.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A problem detail of RFC 9457, of the kinds that the gateway answers with, too.
 *
 * @param type names the kind, for programs
 * @param title the same for people
 * @param status of HTTP
 * @param detail this occurrence
 * @param instance path of the request
 * @param run for a conflict, the run that stands against it; otherwise absent
 */
@Schema(description = "Problem details of RFC 9457")
public record Problem(
    @Schema(examples = "urn:millrace:problem:conflict") String type,
    @Schema(examples = "Conflict") String title,
    @Schema(examples = "409") int status,
    @Schema(examples = "run 17 of telecom-daily for 2026-11-20 is RUNNING") String detail,
    @Schema(examples = "/api/v1/jobs/telecom-daily/runs") String instance,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long run) {

  /** The media type of RFC 9457. */
  public static final String MEDIA_TYPE = "application/problem+json";

  /** The kinds. */
  public enum Kind {
    INVALID_PARAMETERS(400, "Invalid request parameters"),
    BAD_REQUEST(400, "Bad request"),
    UNAUTHENTICATED(401, "Not authenticated"),
    FORBIDDEN(403, "Forbidden"),
    NOT_FOUND(404, "Not found"),
    METHOD_NOT_ALLOWED(405, "Method not allowed"),
    CONFLICT(409, "Conflict"),
    MISDIRECTED(421, "Misdirected request"),
    REFUSED(0, "Request refused"),
    INTERNAL(500, "Internal error"),
    POSTGRESQL_UNAVAILABLE(503, "PostgreSQL unavailable");

    private final int status;
    private final String title;

    Kind(int status, String title) {
      this.status = status;
      this.title = title;
    }

    /** The kind of a status that the framework chose. */
    static Kind ofStatus(int status) {
      for (Kind kind : values()) {
        if (kind.status == status && kind != INVALID_PARAMETERS) {
          return kind;
        }
      }
      return REFUSED;
    }

    /** A problem of this kind. */
    public Problem at(String path, String detail) {
      return at(path, status, detail, null);
    }

    Problem at(String path, int actualStatus, String detail, @Nullable Long run) {
      return new Problem(
          "urn:millrace:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-'),
          title,
          actualStatus,
          detail,
          path,
          run);
    }
  }

  /** An answer with it. */
  Response.ResponseBuilder response() {
    return Response.status(status).type(MEDIA_TYPE).entity(this);
  }

  /** A request that cannot be done; its detail is for people. */
  static final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final @Nullable Long run;

    ProblemException(Kind kind, String detail) {
      this(kind, detail, null);
    }

    ProblemException(Kind kind, String detail, @Nullable Long run) {
      super(detail);
      this.kind = kind;
      this.run = run;
    }

    Problem at(String path) {
      return kind.at(path, kind.status, String.valueOf(getMessage()), run);
    }
  }
}
