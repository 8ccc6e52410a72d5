package io.millrace.benchmarks.capture;

import java.io.PrintStream;
import java.util.Locale;

/**
 * What the project wants of a figure.
 *
 * @param what names the figure
 * @param limit the least or the most that is wanted
 * @param least whether the limit is the least
 */
record Aim(String what, double limit, boolean least) {

  static Aim atLeast(String what, double limit) {
    return new Aim(what, limit, true);
  }

  static Aim atMost(String what, double limit) {
    return new Aim(what, limit, false);
  }

  /** Prints whether a measured figure is there. */
  void print(PrintStream out, double measured) {
    boolean met = least ? measured >= limit : measured <= limit;
    out.printf(
        Locale.ROOT,
        "%-9s %s: %.2f, wanted at %s %.2f%n",
        met ? "reached" : "MISSED",
        what,
        measured,
        least ? "least" : "most",
        limit);
  }
}
