package io.millrace.gateway.analytics;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What asks ClickHouse, for limits and meters.
 *
 * @param name the value of the meters' tag {@code endpoint}, such as {@code flights_live}
 * @param load what its answers cost
 */
public record Endpoint(String name, Load load) {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  /** The feeds of the event stream. */
  public static final Endpoint STREAM = light("stream");

  /** Checks the name: it becomes a label. */
  public Endpoint {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is no endpoint's name; allowed: " + NAME.pattern());
    }
  }

  /** One whose answers are small, which is so of aggregates and short pages. */
  public static Endpoint light(String name) {
    return new Endpoint(name, Load.LIGHT);
  }

  /** One whose answers may be megabytes: fewer run at once, and each may take longer. */
  public static Endpoint heavy(String name) {
    return new Endpoint(name, Load.HEAVY);
  }

  /** What an answer costs, and so how many are made at once. */
  public enum Load {
    /** Kilobytes. */
    LIGHT(8, 32, 1),
    /** Megabytes: two being made, rows, records and text, take 50 of the heap's 192 MB. */
    HEAVY(2, 16, 2);

    private final int concurrent;
    private final int waiting;
    private final int patience;

    Load(int concurrent, int waiting, int patience) {
      this.concurrent = concurrent;
      this.waiting = waiting;
      this.patience = patience;
    }

    /** How many run at once. */
    int concurrent() {
      return concurrent;
    }

    /** How many wait; more are turned away. */
    int waiting() {
      return waiting;
    }

    /** How many times {@code MILLRACE_GATEWAY_QUERY_TIMEOUT} one may take. */
    int patience() {
      return patience;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
