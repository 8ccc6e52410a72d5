package io.millrace.simulator.scenario;

import java.util.SplittableRandom;

/**
 * Random variates that are the same on every machine and Java version: SplittableRandom's sequence
 * is fixed by its documentation's algorithm, and StrictMath's results by its own.
 */
public final class Draw {

  private final SplittableRandom random;

  /** Variates made of that generator's sequence. */
  public Draw(SplittableRandom random) {
    this.random = random;
  }

  /** Uniform in [0, 1). */
  public double uniform() {
    return (random.nextLong() >>> 11) * 0x1.0p-53;
  }

  /** Uniform in [low, high). */
  public double uniform(double low, double high) {
    return low + (high - low) * uniform();
  }

  /** True with the given probability. */
  public boolean happens(double probability) {
    return uniform() < probability;
  }

  /** A whole number from 0 to {@code bound - 1}, each as likely. */
  public int below(int bound) {
    return (int) (uniform() * bound);
  }

  /** Exponential with the given mean. */
  double exponential(double mean) {
    return -mean * StrictMath.log(1 - uniform());
  }

  /** Lognormal: {@code median · exp(sigma · N(0, 1))}. */
  double logNormal(double median, double sigma) {
    // Box and Muller's transform; its second variate is dropped to keep no state.
    double gaussian =
        StrictMath.sqrt(-2 * StrictMath.log(1 - uniform()))
            * StrictMath.cos(2 * Math.PI * uniform());
    return median * StrictMath.exp(sigma * gaussian);
  }

  /** Pareto: at least {@code scale}, with the tail {@code (scale / x)^shape}. */
  double pareto(double scale, double shape) {
    return scale * StrictMath.pow(1 - uniform(), -1 / shape);
  }

  /** Log-uniform in [low, high): each order of magnitude is as likely. */
  double logUniform(double low, double high) {
    return low * StrictMath.pow(high / low, uniform());
  }
}
