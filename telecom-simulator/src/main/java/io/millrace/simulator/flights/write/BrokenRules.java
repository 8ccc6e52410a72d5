package io.millrace.simulator.flights.write;

import io.millrace.model.flights.FlightQuality;
import io.millrace.model.flights.FlightQuality.Assessment;
import io.millrace.model.flights.FlightRule;
import io.millrace.model.flights.FlightState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What came of judging the states of a snapshot, in four bytes each. */
final class BrokenRules {

  private static final FlightRule[] RULES = FlightRule.values();

  private int[] sets = new int[64];
  private int size;

  /** Notes what came of the next state. */
  void add(Assessment assessment) {
    if (size == sets.length) {
      sets = Arrays.copyOf(sets, 2 * size);
    }
    int set = 0;
    for (FlightRule rule : assessment.broken()) {
      set |= 1 << rule.ordinal();
    }
    sets[size++] = set;
  }

  /** What came of a state, given the state once more. */
  Assessment assessment(int index, FlightState state) {
    List<FlightRule> broken = new ArrayList<>();
    for (FlightRule rule : RULES) {
      if ((sets[index] & 1 << rule.ordinal()) != 0) {
        broken.add(rule);
      }
    }
    // How a state is fixed does not depend on the one before it.
    return new Assessment(FlightQuality.evaluate(state, null).state(), broken);
  }
}
