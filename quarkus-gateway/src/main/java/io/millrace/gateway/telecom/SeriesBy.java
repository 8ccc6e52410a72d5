package io.millrace.gateway.telecom;

import io.millrace.model.telecom.Region;
import io.millrace.model.telecom.TelecomEventType;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the series of a timeline are told apart by. */
public enum SeriesBy {
  /** One series of all traffic, of the key {@code all}. */
  NONE("none", "'all'"),
  /** A series for each event type. */
  EVENT_TYPE("eventType", "event_type"),
  /** A series for each region. */
  REGION("region", "region");

  static final String ALLOWED =
      Arrays.stream(values()).map(SeriesBy::parameter).collect(Collectors.joining(", "));

  private final String parameter;
  private final String expression;

  SeriesBy(String parameter, String expression) {
    this.parameter = parameter;
    this.expression = expression;
  }

  /** As the API writes it. */
  String parameter() {
    return parameter;
  }

  /** The SQL of a series' key over {@code telecom.real_time_partials}. */
  String expression() {
    return expression;
  }

  /** How many series there may be of that part of the traffic. */
  int series(Dimensions dimensions) {
    return switch (this) {
      case NONE -> 1;
      case EVENT_TYPE -> count(dimensions.eventTypes().size(), TelecomEventType.values().length);
      case REGION -> count(dimensions.regions().size(), Region.values().length);
    };
  }

  private static int count(int chosen, int all) {
    return chosen == 0 ? all : chosen;
  }

  /** What the API writes so. */
  static Optional<SeriesBy> ofParameter(String text) {
    return Arrays.stream(values()).filter(by -> by.parameter.equals(text)).findFirst();
  }
}
