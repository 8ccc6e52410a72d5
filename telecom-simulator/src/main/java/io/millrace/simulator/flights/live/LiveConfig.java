package io.millrace.simulator.flights.live;

import io.millrace.runtime.InvalidSettingException;
import io.millrace.runtime.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * How the API is asked.
 *
 * @param states address of {@code /api/states/all}
 * @param credentials of an API client; empty for anonymous use, which has 400 credits a day
 * @param box the part of the globe; empty for all of it
 * @param interval between two questions; the API has a new answer every 10 s, or 5 s with
 *     credentials
 * @param timeout for a whole answer
 * @param firstWait after the first failure; doubled each time
 * @param longestWait between two attempts that failed
 */
public record LiveConfig(
    URI states,
    Optional<Credentials> credentials,
    Optional<BoundingBox> box,
    Duration interval,
    Duration timeout,
    Duration firstWait,
    Duration longestWait) {

  private static final String STATES = "https://opensky-network.org/api/states/all";
  private static final String TOKEN =
      "https://auth.opensky-network.org/auth/realms/opensky-network/protocol/openid-connect/token";
  private static final String CLIENT_ID = "MILLRACE_OPENSKY_CLIENT_ID";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  /**
   * An API client, for OAuth 2's client credentials grant (RFC 6749, 4.4).
   *
   * @param secret kept out of {@link #toString()}
   */
  public record Credentials(URI token, String clientId, String secret) {
    @Override
    public String toString() {
      return clientId + " at " + token;
    }
  }

  /**
   * What the environment says: {@code MILLRACE_OPENSKY_URL}, {@code _TOKEN_URL}, {@code _CLIENT_ID}
   * and {@code _CLIENT_SECRET} or {@code _CLIENT_SECRET_FILE}.
   *
   * @throws InvalidSettingException if an address is none, or the client has no secret
   */
  public static LiveConfig of(Settings settings, Optional<BoundingBox> box, Duration interval) {
    Optional<Credentials> credentials =
        settings
            .find(CLIENT_ID)
            .map(
                clientId ->
                    new Credentials(
                        address(settings, "MILLRACE_OPENSKY_TOKEN_URL", TOKEN),
                        clientId,
                        settings.secret("MILLRACE_OPENSKY_CLIENT_SECRET")));
    return new LiveConfig(
        address(settings, "MILLRACE_OPENSKY_URL", STATES),
        credentials,
        box,
        interval,
        TIMEOUT,
        FIRST_WAIT,
        LONGEST_WAIT);
  }

  /** The address with the bounding box. */
  URI question() {
    return box.map(some -> URI.create(states + "?" + some.query())).orElse(states);
  }

  private static URI address(Settings settings, String key, String standard) {
    String text = settings.text(key, standard);
    if (!text.startsWith("http://") && !text.startsWith("https://")) {
      throw new InvalidSettingException(key, text, "an address that begins with https://");
    }
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(key, text, "an address that begins with https://");
    }
  }
}
