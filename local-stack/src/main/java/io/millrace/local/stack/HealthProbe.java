package io.millrace.local.stack;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a process how it is, by its health address. */
final class HealthProbe {

  private static final int CONNECT_MILLISECONDS = 500;
  private static final int ANSWER_MILLISECONDS = 4_000;
  private static final int LONGEST_ANSWER = 64 << 10;

  /** Of the first check that is down: its name, and what it says, where it says something. */
  private static final Pattern DOWN =
      Pattern.compile(
          "\"name\"\\s*:\\s*\"([^\"]+)\"\\s*,\\s*\"status\"\\s*:\\s*\"DOWN\""
              + "(?:[^{}]*?\"(?:detail|error)\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\")?");

  private static final Pattern NO_CHECKS = Pattern.compile("\"checks\"\\s*:\\s*\\[\\s*]");

  private final URI health;

  HealthProbe(URI health) {
    this.health = health;
  }

  /** What ails it; empty when all is well. */
  Optional<String> trouble() {
    try {
      HttpURLConnection connection = (HttpURLConnection) health.toURL().openConnection();
      connection.setConnectTimeout(CONNECT_MILLISECONDS);
      connection.setReadTimeout(ANSWER_MILLISECONDS);
      try {
        int code = connection.getResponseCode();
        InputStream body =
            code == HttpURLConnection.HTTP_OK
                ? connection.getInputStream()
                : connection.getErrorStream();
        return body == null
            ? Optional.of("health answers " + code)
            : trouble(code, new String(body.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8));
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return Optional.of("no answer");
    }
  }

  /** What a health answer's JSON says: of a check that is down, or that there is none yet. */
  static Optional<String> trouble(int code, String json) {
    if (code == HttpURLConnection.HTTP_OK) {
      // A process that answers before it has anything to check is not there yet.
      return NO_CHECKS.matcher(json).find() ? Optional.of("it begins") : Optional.empty();
    }
    Matcher down = DOWN.matcher(json);
    if (!down.find()) {
      return Optional.of("health answers " + code);
    }
    String detail = down.group(2);
    return Optional.of(
        detail == null
            ? down.group(1) + " is down"
            : down.group(1) + ": " + detail.replaceAll("\\\\(.)", "$1"));
  }
}
