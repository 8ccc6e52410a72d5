package io.millrace.gateway.health;

import java.util.Map;

/** Asks one dependency, in its own protocol, whether it does its work. */
interface Probe {

  /** Name of the check, such as {@code kafka}. */
  String name();

  /** Where the dependency is, for people; never with a secret. */
  String address();

  /** What the gateway itself knows of its dealings with it, by name, whether it is up or down. */
  default Map<String, String> knowledge() {
    return Map.of();
  }

  /**
   * Asks. May block; an answer that takes longer than the probe timeout counts as down, and the
   * dependency is not asked again before this call returns.
   *
   * @return what was seen, for people
   * @throws Exception if the dependency is not well; the message says how
   */
  String ask() throws Exception;
}
