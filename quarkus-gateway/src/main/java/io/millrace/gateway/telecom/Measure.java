package io.millrace.gateway.telecom;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What regions can be ranked by. */
enum Measure {
  /** Number of events. */
  EVENTS("events", "toDecimal128(sum(events), 0)"),
  /** Total duration, s. */
  DURATION("s", "toDecimal128(sum(duration_seconds), 0)"),
  /** Total volume, MB of 10^6 bytes. */
  MEGABYTES("MB", "sum(megabytes)"),
  /** Total amount, tenge. */
  AMOUNT("KZT", "sum(amount)"),
  /**
   * Distinct subscribers over the whole range: the windows' maps merged, not their counts added.
   */
  SUBSCRIBERS("subscribers", "toDecimal128(" + Measure.DISTINCT_SUBSCRIBERS + ", 0)");

  /** Distinct subscribers of the partials in a group: those with events left after retractions. */
  static final String DISTINCT_SUBSCRIBERS =
      "toInt64(length(mapFilter((subscriber, n) -> n > 0, sumMap(subscribers))))";

  static final String ALLOWED =
      Arrays.stream(values()).map(Measure::parameter).collect(Collectors.joining(", "));

  private final String unit;
  private final String expression;

  Measure(String unit, String expression) {
    this.unit = unit;
    this.expression = expression;
  }

  /** As the API writes it. */
  String parameter() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The unit of its values. */
  String unit() {
    return unit;
  }

  /**
   * The SQL over {@code telecom.real_time_partials}: a decimal, as the driver reads a 64-bit
   * integer as a {@code BigDecimal} by way of a double.
   */
  String expression() {
    return expression;
  }

  /** The measure that the API writes so. */
  static Optional<Measure> ofParameter(String text) {
    return Arrays.stream(values()).filter(measure -> measure.parameter().equals(text)).findFirst();
  }
}
