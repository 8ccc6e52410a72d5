package io.millrace.simulator.scenario;

import io.millrace.model.telecom.TelecomEventType;
import io.millrace.model.telecom.TelecomRule;
import io.millrace.simulator.event.EventRow;
import io.millrace.simulator.masking.NumberMask;
import java.time.Instant;
import java.util.SplittableRandom;

/**
 * Events as subscribers cause them, without a fault of the feed and without a database: for files.
 * Equal arguments give equal events. Not safe for use by several threads at once.
 */
public final class FaultlessEvents {

  private final Population population;

  /** The subscribers, who may be shared by the events of several files, one after the other. */
  public FaultlessEvents(int subscribers, NumberMask mask) {
    this.population = new Population(subscribers, mask);
  }

  /** A run of events drawn from a generator of its own. */
  public Run run(SplittableRandom random) {
    return new Run(random);
  }

  /** Events one after the other. */
  public final class Run {

    private final CleanEvents events;
    private final Dirt dirt;

    private Run(SplittableRandom random) {
      this.events = new CleanEvents(population, new Draw(random.split()));
      this.dirt = new Dirt(new Draw(random.split()));
    }

    /** An event that was recorded when it happened, µs. */
    public EventRow next(Instant recordedAt) {
      return events.next(recordedAt);
    }

    /**
     * The event with one value spoilt, so that it breaks that rule and no other.
     *
     * @throws IllegalArgumentException if an event of its type cannot break it
     */
    public EventRow spoil(TelecomRule rule, EventRow clean) {
      if (!canBreak(rule, clean)) {
        throw new IllegalArgumentException(clean.eventType() + " cannot break " + rule.reason());
      }
      return dirt.spoil(rule, clean);
    }
  }

  /** Whether an event of its type has the value that the rule is about. */
  public static boolean canBreak(TelecomRule rule, EventRow clean) {
    return Dirt.canBreak(rule, TelecomEventType.valueOf(String.valueOf(clean.eventType())));
  }
}
