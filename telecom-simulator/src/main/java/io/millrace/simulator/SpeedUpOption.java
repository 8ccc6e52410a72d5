package io.millrace.simulator;

import picocli.CommandLine.Option;

/** {@code --speed-up}: how fast the time of a recording passes. */
final class SpeedUpOption {

  @Option(
      names = "--speed-up",
      defaultValue = "1",
      paramLabel = "X",
      description = "How much faster than real time, or 'max' for as fast as possible.")
  String text = "1";

  /**
   * The factor; infinite for {@code max}.
   *
   * @throws IllegalArgumentException if it is neither a number above 0 nor {@code max}
   */
  double factor() {
    if (text.equalsIgnoreCase("max")) {
      return Double.POSITIVE_INFINITY;
    }
    try {
      double factor = Double.parseDouble(text);
      if (factor > 0 && factor < Double.POSITIVE_INFINITY) {
        return factor;
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message.
    }
    throw new IllegalArgumentException(
        "--speed-up is " + text + "; allowed: a number above 0, or max");
  }
}
