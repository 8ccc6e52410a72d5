package io.millrace.simulator.scenario;

import io.millrace.model.telecom.TelecomEventType;
import io.millrace.simulator.event.Change;
import io.millrace.simulator.event.EventRow;
import io.millrace.simulator.event.Transaction;
import io.millrace.simulator.masking.NumberMask;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Draws a scenario's transactions one after the other. It keeps only the changes that are still
 * due, so memory is bounded by rate, shares and {@link Fates#LONGEST_DELAY}.
 */
final class ScenarioTransactions implements Iterator<Transaction> {

  /** More changes than this are split over several transactions. */
  private static final int MOST_CHANGES = 5_000;

  private final TelecomScenario scenario;
  private final Instant end;
  private final ArrivalProcess arrivals;
  private final CleanEvents events;
  private final FeedDelays delays;
  private final Dirt dirt;
  private final Draw dirtDraw;
  private final Fates fates;
  private final PriorityQueue<Pending> pending =
      new PriorityQueue<>(Comparator.comparing(Pending::due).thenComparingLong(Pending::sequence));

  private Instant clock;
  private Instant windowEnd;
  private @Nullable Instant nextArrival;
  private long arrivalsDrawn;
  private long eventNumber;
  private long sequence;
  private @Nullable Transaction prepared;

  private record Pending(Instant due, long sequence, Change change) {}

  ScenarioTransactions(TelecomScenario scenario, NumberMask mask) {
    this.scenario = scenario;
    this.end = scenario.start().plus(scenario.duration());
    // One stream of draws per concern: changing one share leaves the rest of the run as it was.
    SplittableRandom root = new SplittableRandom(scenario.seed());
    this.arrivals =
        new ArrivalProcess(
            scenario.start(), scenario.rate(), scenario.profile(), new Draw(root.split()));
    Population population = new Population(scenario.subscribers(), mask);
    this.events = new CleanEvents(population, new Draw(root.split()));
    this.delays = new FeedDelays(scenario.shares(), scenario.lateMax(), new Draw(root.split()));
    this.dirtDraw = new Draw(root.split());
    this.dirt = new Dirt(dirtDraw);
    Draw fateDraw = new Draw(root.split());
    this.fates =
        new Fates(
            scenario.shares(), new CleanEvents(population, fateDraw), new Dirt(fateDraw), fateDraw);
    this.clock = scenario.start();
    this.windowEnd = scenario.start();
    this.nextArrival = arrivalBeforeTheEnd();
    this.prepared = prepare();
  }

  @Override
  public boolean hasNext() {
    return prepared != null;
  }

  @Override
  public Transaction next() {
    Transaction next = prepared;
    if (next == null) {
      throw new NoSuchElementException("the scenario has ended");
    }
    prepared = prepare();
    return next;
  }

  private @Nullable Transaction prepare() {
    List<Change.Insert> inserts = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    while (inserts.isEmpty() && changes.isEmpty()) {
      if (nextArrival == null) {
        if (pending.isEmpty()) {
          return null;
        }
        // Nothing is left to wait for: what is still due comes now, in its order.
        takeDue(Instant.MAX, changes, MOST_CHANGES);
        break;
      }
      if (!nextArrival.isBefore(windowEnd)) {
        windowEnd = windowEnd.plus(scenario.batchInterval());
      }
      insertArrivals(inserts);
      clock = nextArrival == null || nextArrival.isBefore(windowEnd) ? lastOf(inserts) : windowEnd;
      takeDue(clock, changes, MOST_CHANGES);
    }
    return new Transaction(clock, inserts, changes);
  }

  private void insertArrivals(List<Change.Insert> inserts) {
    while (nextArrival != null
        && nextArrival.isBefore(windowEnd)
        && inserts.size() < MOST_CHANGES) {
      inserts.add(insert(nextArrival));
      nextArrival = arrivalBeforeTheEnd();
    }
  }

  private Change.Insert insert(Instant recordedAt) {
    EventRow event = events.next(recordedAt);
    TelecomEventType type = TelecomEventType.valueOf(String.valueOf(event.eventType()));
    EventRow clean = event.withEventTime(delays.eventTime(recordedAt));
    EventRow written =
        dirtDraw.happens(scenario.shares().dirty()) ? dirt.spoil(type, clean) : clean;
    List<Fates.Due> later = fates.of(eventNumber, clean, written);
    for (Fates.Due due : later) {
      pending.add(new Pending(due.due(), sequence++, due.change()));
    }
    return new Change.Insert(eventNumber++, written, later.size());
  }

  private void takeDue(Instant until, List<Change> changes, int most) {
    Pending first = pending.peek();
    while (first != null && !first.due().isAfter(until) && changes.size() < most) {
      changes.add(first.change());
      pending.remove();
      first = pending.peek();
    }
  }

  private Instant lastOf(List<Change.Insert> inserts) {
    return inserts.isEmpty() ? clock : inserts.get(inserts.size() - 1).row().recordedAt();
  }

  private @Nullable Instant arrivalBeforeTheEnd() {
    if (scenario.events().isPresent() && arrivalsDrawn == scenario.events().getAsLong()) {
      return null;
    }
    arrivalsDrawn++;
    Instant arrival = arrivals.next();
    return arrival.isBefore(end) ? arrival : null;
  }
}
