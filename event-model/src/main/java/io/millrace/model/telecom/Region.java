package io.millrace.model.telecom;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Kazakhstan's 17 regions and 3 cities of republican significance.
 *
 * <p>Populations are in thousands, rounded, at the start of 2024, as the country's Bureau of
 * National Statistics publishes them; they weigh the simulator's traffic and nothing else.
 */
public enum Region {
  ABAI("Abai", 607),
  AKMOLA("Akmola", 788),
  AKTOBE("Aktobe", 939),
  ALMATY("Almaty", 2229),
  ALMATY_REGION("Almaty Region", 1531),
  ASTANA("Astana", 1430),
  ATYRAU("Atyrau", 704),
  EAST_KAZAKHSTAN("East Kazakhstan", 727),
  JAMBYL("Jambyl", 1223),
  JETISU("Jetisu", 698),
  KARAGANDA("Karaganda", 1135),
  KOSTANAY("Kostanay", 830),
  KYZYLORDA("Kyzylorda", 842),
  MANGYSTAU("Mangystau", 787),
  NORTH_KAZAKHSTAN("North Kazakhstan", 530),
  PAVLODAR("Pavlodar", 754),
  SHYMKENT("Shymkent", 1222),
  TURKISTAN("Turkistan", 2142),
  ULYTAU("Ulytau", 221),
  WEST_KAZAKHSTAN("West Kazakhstan", 693);

  private static final Map<String, Region> BY_DISPLAY_NAME =
      Arrays.stream(values()).collect(Collectors.toMap(Region::displayName, Function.identity()));

  private final String displayName;
  private final int populationThousands;

  Region(String displayName, int populationThousands) {
    this.displayName = displayName;
    this.populationThousands = populationThousands;
  }

  /** The name that the database and the API hold. */
  public String displayName() {
    return displayName;
  }

  /** Inhabitants in thousands. */
  public int populationThousands() {
    return populationThousands;
  }

  /** The region of that display name, exactly as written; empty if there is none. */
  public static Optional<Region> ofDisplayName(String name) {
    return Optional.ofNullable(BY_DISPLAY_NAME.get(name));
  }
}
