package io.millrace.simulator.generate;

import io.millrace.simulator.generate.PlantedKind.Place;
import java.util.EnumMap;
import java.util.Map;

/**
 * How often each kind of dirt is planted into lines.
 *
 * @param byKind share of the lines that can have it, 0 to 0.05, for every kind of lines; together
 *     at most 0.9
 */
public record Shares(Map<PlantedKind, Double> byKind) {

  private static final double HIGHEST = 0.05;

  /** Checks each share. */
  public Shares {
    byKind = Map.copyOf(byKind);
    byKind.forEach(
        (kind, share) -> {
          if (kind.place() == Place.FILE) {
            throw new IllegalArgumentException(
                kind.id() + " is planted into files and has no share of lines");
          }
          // The negated form also turns NaN away.
          if (!(share >= 0 && share <= HIGHEST)) {
            throw new IllegalArgumentException(
                "share of " + kind.id() + " is " + share + "; allowed: 0 to " + HIGHEST);
          }
        });
  }

  /** Each kind as often as usual. */
  public static Shares usual() {
    return usualWith(Map.of());
  }

  /** As usual, but for these. */
  public static Shares usualWith(Map<PlantedKind, Double> others) {
    Map<PlantedKind, Double> shares = new EnumMap<>(PlantedKind.class);
    for (PlantedKind kind : PlantedKind.values()) {
      if (kind.place() != Place.FILE) {
        shares.put(kind, kind.usualShare());
      }
    }
    shares.putAll(others);
    return new Shares(shares);
  }

  /** The share of a kind; 0 if nothing was said of it. */
  double of(PlantedKind kind) {
    return byKind.getOrDefault(kind, 0.0);
  }
}
