package io.millrace.local.cli;

import io.millrace.local.stack.StackStatus;
import java.time.Duration;
import java.util.List;

/** What is said when all is up. */
final class Welcome {

  private Welcome() {}

  static String title(StackStatus status) {
    return status
        .ready()
        .map(
            ready ->
                "Millrace is up, after %.1f s"
                    .formatted(Duration.between(status.started(), ready).toMillis() / 1000.0))
        .orElse("Millrace is up");
  }

  static List<String> lines(String gateway, String hint) {
    return List.of(
        "  Gateway     " + gateway,
        "  Swagger UI  " + gateway + "/q/swagger-ui",
        "  Health      " + gateway + "/q/health",
        "",
        "  Try         curl -s " + gateway + "/api/v1/telecom/summary",
        "",
        hint);
  }
}
