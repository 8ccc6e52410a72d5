package io.millrace.gateway.telecom;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** How long the steps of a timeline are. Each divides a day, so all begin with the UTC day. */
public enum Step {
  /** A window as it is kept. */
  MINUTE("PT1M", Duration.ofMinutes(1)),
  /** Twelve to the hour. */
  FIVE_MINUTES("PT5M", Duration.ofMinutes(5)),
  /** Four to the hour. */
  QUARTER("PT15M", Duration.ofMinutes(15)),
  /** An hour. */
  HOUR("PT1H", Duration.ofHours(1)),
  /** A day of UTC. */
  DAY("P1D", Duration.ofDays(1));

  static final String ALLOWED =
      Arrays.stream(values()).map(Step::parameter).collect(Collectors.joining(", "));

  private final String parameter;
  private final long seconds;

  Step(String parameter, Duration length) {
    this.parameter = parameter;
    this.seconds = length.toSeconds();
  }

  /** As the API writes it: a duration of ISO 8601. */
  String parameter() {
    return parameter;
  }

  /** Its length, s. */
  long seconds() {
    return seconds;
  }

  /** The start of the step that contains an instant. */
  Instant startOf(Instant instant) {
    return Instant.ofEpochSecond(Math.floorDiv(instant.getEpochSecond(), seconds) * seconds);
  }

  /** The step that the API writes so. */
  static Optional<Step> ofParameter(String text) {
    return Arrays.stream(values()).filter(step -> step.parameter.equals(text)).findFirst();
  }
}
