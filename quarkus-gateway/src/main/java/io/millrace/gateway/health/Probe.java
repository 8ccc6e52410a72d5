package io.millrace.gateway.health;

/** Asks one dependency, in its own protocol, whether it does its work. */
interface Probe {

  /** Name of the check, such as {@code kafka}. */
  String name();

  /** Where the dependency is, for people; never with a secret. */
  String address();

  /**
   * Asks. May block; an answer that takes longer than the probe timeout counts as down, and the
   * dependency is not asked again before this call returns.
   *
   * @return what was seen, for people
   * @throws Exception if the dependency is not well; the message says how
   */
  String ask() throws Exception;
}
