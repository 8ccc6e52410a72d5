package io.millrace.simulator.scenario;

/** How the traffic's intensity moves over a day of local time (Asia/Almaty, UTC+5 all year). */
public enum TrafficProfile {
  /** The same at every instant. */
  FLAT {
    @Override
    double shape(double hour) {
      return 1;
    }
  },
  /**
   * A night trough, a morning peak at 11:00 and a higher evening peak at 20:00. Two daily peaks are
   * what Candia et al., "Uncovering individual and collective human dynamics from mobile phone
   * records" (J. Phys. A 41, 2008) show for calls; the bumps are von Mises curves, which close over
   * midnight.
   */
  DAILY {
    @Override
    double shape(double hour) {
      return 0.20 + 0.85 * bump(hour, 11, 2.5) + 1.10 * bump(hour, 20, 4.0);
    }
  };

  /** Relative intensity at an hour of the day, 0 to 24, before it is normalised. */
  abstract double shape(double hour);

  private static double bump(double hour, double peak, double concentration) {
    double angle = 2 * Math.PI * (hour - peak) / 24;
    return StrictMath.exp(concentration * (StrictMath.cos(angle) - 1));
  }
}
