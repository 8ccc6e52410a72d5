package io.millrace.local.cli;

import io.millrace.local.stack.Component;
import io.millrace.local.stack.ComponentStatus;
import io.millrace.local.stack.StackStatus;
import io.millrace.local.stack.StateFolder;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

  static List<String> lines(StateFolder folder, StackStatus status, String hint) {
    String gateway = address(status, Component.GATEWAY).orElse("");
    String key = Files.exists(folder.apiKeys()) ? "-H \"Authorization: Bearer $KEY\" " : "";
    List<String> lines = new ArrayList<>();
    lines.add("  Gateway     " + gateway);
    lines.add("  Swagger UI  " + gateway + "/q/swagger-ui");
    lines.add("  Health      " + gateway + "/q/health");
    address(status, Component.PROMETHEUS)
        .ifPresent(prometheus -> lines.add("  Prometheus  " + prometheus + "/alerts"));
    address(status, Component.ALERTMANAGER)
        .ifPresent(alertmanager -> lines.add("  Alerts      " + alertmanager));
    lines.addAll(
        List.of(
            "", "  Try         curl -s " + key + gateway + "/api/v1/telecom/summary", "", hint));
    return lines;
  }

  private static Optional<String> address(StackStatus status, Component component) {
    return status.of(component).map(ComponentStatus::address);
  }
}
