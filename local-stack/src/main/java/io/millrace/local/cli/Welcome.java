package io.millrace.local.cli;

import io.millrace.local.stack.StackStatus;
import io.millrace.local.stack.StateFolder;
import java.nio.file.Files;
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

  static List<String> lines(StateFolder folder, String gateway, String hint) {
    String key = Files.exists(folder.apiKeys()) ? "-H \"Authorization: Bearer $KEY\" " : "";
    return List.of(
        "  Gateway     " + gateway,
        "  Swagger UI  " + gateway + "/q/swagger-ui",
        "  Health      " + gateway + "/q/health",
        "",
        "  Try         curl -s " + key + gateway + "/api/v1/telecom/summary",
        "",
        hint);
  }
}
