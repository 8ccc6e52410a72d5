package io.millrace.simulator.scenario;

/**
 * How often the feed misbehaves; each a share of the inserted events, from 0 to 1.
 *
 * @param late recorded more than 2 minutes after they happened
 * @param outOfOrder recorded 1 to 30 s after they happened, so that others overtake them
 * @param correction updated later, at least once
 * @param deletion deleted later
 * @param dirty written with one value that breaks a data-quality rule
 */
public record FeedShares(
    double late, double outOfOrder, double correction, double deletion, double dirty) {

  /** What a run has unless told otherwise. */
  public static final FeedShares DEFAULT = new FeedShares(0.01, 0.05, 0.02, 0.005, 0.005);

  /** A feed without any fault. */
  public static final FeedShares NONE = new FeedShares(0, 0, 0, 0, 0);

  public FeedShares {
    requireShare("late share", late);
    requireShare("out-of-order share", outOfOrder);
    requireShare("correction share", correction);
    requireShare("deletion share", deletion);
    requireShare("dirty share", dirty);
    if (late + outOfOrder > 1) {
      throw new IllegalArgumentException(
          "late share "
              + late
              + " and out-of-order share "
              + outOfOrder
              + " exclude each other; allowed: a sum of at most 1");
    }
  }

  private static void requireShare(String name, double share) {
    // The negated form also turns NaN away.
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(name + " is " + share + "; allowed: 0 to 1");
    }
  }
}
