package io.millrace.bridge.source;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches how much WAL the server keeps for a slot. A source that does not come on, because Kafka
 * is away or the bridge is paused, would otherwise fill the server's disk and stop the database
 * itself.
 *
 * <p>Not safe for use by several threads.
 */
public final class WalBudget {

  private static final Logger log = LoggerFactory.getLogger(WalBudget.class);

  /** Percentages of the budget at which it warns, each once until the WAL has shrunk below it. */
  private static final int[] LEVELS = {50, 75, 90, 100};

  private final String source;
  private final Limit limit;
  private int level;

  /** What happens when the budget is used up. */
  public enum Action {
    /** The health is down, and a person decides. */
    ALERT,
    /**
     * The slot is dropped as soon as no engine uses it, so that the database lives; the source then
     * has a gap, and does with it what its snapshot mode says.
     */
    DROP_SLOT;

    /** The value in the configuration, such as {@code drop_slot}. */
    public String setting() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The action of that name. */
    public static Optional<Action> of(String setting) {
      return Arrays.stream(values()).filter(a -> a.setting().equals(setting)).findFirst();
    }
  }

  /**
   * The budget.
   *
   * @param bytes of WAL kept for the slot; 0 for no limit
   */
  public record Limit(long bytes, Action action) {}

  WalBudget(String source, Limit limit) {
    this.source = source;
    this.limit = limit;
  }

  /**
   * Takes note of the WAL kept now.
   *
   * @return whether the budget is used up
   */
  boolean note(long keptBytes) {
    if (limit.bytes() == 0) {
      return false;
    }
    int reached = 0;
    for (int candidate : LEVELS) {
      if (keptBytes >= limit.bytes() / 100.0 * candidate) {
        reached = candidate;
      }
    }
    if (reached > level) {
      log.atWarn()
          .addKeyValue("source", source)
          .addKeyValue("percent", reached)
          .addKeyValue("kept_bytes", keptBytes)
          .addKeyValue("budget_bytes", limit.bytes())
          .addKeyValue("at_100_percent", limit.action().setting())
          .log("the server keeps WAL for this source");
    }
    level = reached;
    return reached == 100;
  }

  /** Whether a used-up budget costs the slot. */
  boolean dropsSlot() {
    return limit.action() == Action.DROP_SLOT;
  }

  /** For the health. */
  String describe(long keptBytes) {
    return "the server keeps %,d MiB of WAL for the slot, the budget is %,d MiB"
        .formatted(keptBytes >> 20, limit.bytes() >> 20);
  }
}
