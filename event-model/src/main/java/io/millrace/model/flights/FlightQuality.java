package io.millrace.model.flights;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges states by {@link FlightRule}; a pure function. */
public final class FlightQuality {

  private FlightQuality() {}

  /** Whether a state counts. */
  public enum Verdict {
    /** It counts. */
    KEEP,
    /** It is stored apart. */
    QUARANTINE
  }

  /**
   * What came of judging a state.
   *
   * @param state the state, fixed where a rule fixes, with its country's code where there is one
   * @param broken the rules that it broke as it came, in the order of {@link FlightRule}
   */
  public record Assessment(FlightState state, List<FlightRule> broken) {

    public Assessment {
      broken = List.copyOf(broken);
    }

    /** To quarantine if any broken rule says so. */
    public Verdict verdict() {
      return broken.stream().anyMatch(rule -> rule.action() == FlightRule.Action.QUARANTINE)
          ? Verdict.QUARANTINE
          : Verdict.KEEP;
    }

    /**
     * The same as a duplicate: what becomes of a state that would be kept, when one of the same
     * aircraft and instant is kept already, whichever run that one came from.
     */
    public Assessment asDuplicate() {
      // Last in the order of the rules.
      List<FlightRule> more = new ArrayList<>(broken);
      more.add(FlightRule.DUPLICATE);
      return new Assessment(state, more);
    }
  }

  /**
   * Judges one state.
   *
   * @param previous the state of the same aircraft just before it in time, kept or not; null for
   *     the first
   * @throws IllegalArgumentException if {@code previous} is another aircraft's
   */
  public static Assessment evaluate(FlightState state, @Nullable FlightState previous) {
    if (previous != null && !previous.icao24().equals(state.icao24())) {
      throw new IllegalArgumentException(
          "the state before " + state.icao24() + "'s is one of " + previous.icao24());
    }
    List<FlightRule> broken = new ArrayList<>();
    for (FlightRule rule : FlightRule.values()) {
      if (rule.isBroken(state, previous)) {
        broken.add(rule);
      }
    }
    FlightState fixed = state.withCountry(Countries.code(state.originCountry()).orElse(null));
    if (broken.contains(FlightRule.CALLSIGN_PLACEHOLDER)) {
      fixed = fixed.withCallsign(null);
    }
    return new Assessment(fixed, broken);
  }

  /**
   * The verdict that a stored row is counted by.
   *
   * @param rules names of the rules it broke
   * @param quarantined whether it counts nowhere
   */
  public record StoredVerdict(List<String> rules, boolean quarantined) {

    public StoredVerdict {
      rules = List.copyOf(rules);
    }
  }

  /**
   * Takes the verdict that was stored with a state, unless the state by itself breaks a rule that
   * quarantines, as one may that was changed by hand since: then it is quarantined and names that
   * rule, too. Looks at nothing but its arguments, so the same row gets the same answer when it is
   * taken back.
   */
  public static StoredVerdict confirm(FlightState state, StoredVerdict stored) {
    List<String> rules = new ArrayList<>(stored.rules());
    boolean quarantined = stored.quarantined();
    for (FlightRule rule : FlightRule.values()) {
      if (rule.action() == FlightRule.Action.QUARANTINE && rule.isBroken(state, null)) {
        quarantined = true;
        if (!rules.contains(rule.reason())) {
          rules.add(rule.reason());
        }
      }
    }
    return new StoredVerdict(rules, quarantined);
  }
}
