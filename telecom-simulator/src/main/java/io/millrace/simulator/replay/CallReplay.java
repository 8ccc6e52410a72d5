package io.millrace.simulator.replay;

import io.millrace.model.telecom.Region;
import io.millrace.model.telecom.TelecomEventType;
import io.millrace.simulator.event.Change;
import io.millrace.simulator.event.EventRow;
import io.millrace.simulator.event.Transaction;
import io.millrace.simulator.masking.NumberMask;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Turns the calls of a file into transactions, in order of event time; each line becomes a row of
 * its own, exact duplicates too.
 *
 * <p>What the file does not have is filled in: type CALL; the region by a hash of the caller (of
 * the called number when the caller is unknown), weighted by inhabitants, so one person is always
 * in one region; {@code recorded_at} is the event time, which is the simulated time of writing.
 * Participants and phone hashes are identifiers of two kinds, so they are masked as {@code user:…}
 * and {@code phone:…}.
 */
public final class CallReplay implements Iterator<Transaction> {

  /** More calls than this are split over several transactions. */
  private static final int MOST_CALLS = 1_000;

  private final List<Timed> calls;
  private final Duration batchInterval;
  private final NumberMask mask;
  private int next;

  private record Timed(Instant time, CallRecord call) {}

  private CallReplay(List<Timed> calls, Duration batchInterval, NumberMask mask) {
    this.calls = calls;
    this.batchInterval = batchInterval;
    this.mask = mask;
  }

  /**
   * A replay at the file's own times.
   *
   * @param zone in which the file's local times are read; a time that a clock change skips is read
   *     as the one an hour later, one that it repeats as the first of both
   * @param batchInterval simulated time of the calls that are committed together; more than 1,000
   *     are split
   */
  public static CallReplay of(
      List<CallRecord> calls, ZoneId zone, Duration batchInterval, NumberMask mask) {
    List<Timed> timed = new ArrayList<>(calls.size());
    for (CallRecord call : calls) {
      timed.add(new Timed(call.time().atZone(zone).toInstant(), call));
    }
    // Clock changes can turn the order of local times around. The sort is stable.
    timed.sort(Comparator.comparing(Timed::time));
    return new CallReplay(List.copyOf(timed), batchInterval, mask);
  }

  /** The same calls, moved in time so that the first happens at {@code start}. */
  public CallReplay shiftedTo(Instant start) {
    if (calls.isEmpty()) {
      return this;
    }
    Duration shift = Duration.between(calls.get(0).time(), start);
    List<Timed> shifted = new ArrayList<>(calls.size());
    for (Timed call : calls) {
      shifted.add(new Timed(call.time().plus(shift), call.call()));
    }
    return new CallReplay(List.copyOf(shifted), batchInterval, mask);
  }

  /** When the first call happens; null if there is none. */
  public @Nullable Instant start() {
    return calls.isEmpty() ? null : calls.get(0).time();
  }

  /** How many calls have been handed out. */
  public int replayed() {
    return next;
  }

  @Override
  public boolean hasNext() {
    return next < calls.size();
  }

  @Override
  public Transaction next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the replay has ended");
    }
    Instant until = calls.get(next).time().plus(batchInterval);
    List<Change.Insert> inserts = new ArrayList<>();
    Instant last = calls.get(next).time();
    while (next < calls.size()
        && inserts.size() < MOST_CALLS
        && calls.get(next).time().isBefore(until)) {
      last = calls.get(next).time();
      inserts.add(new Change.Insert(next, row(calls.get(next)), 0));
      next++;
    }
    return new Transaction(last, inserts, List.of());
  }

  private EventRow row(Timed timed) {
    CallRecord call = timed.call();
    @Nullable String user = named("user:", call.user());
    @Nullable String phone = named("phone:", call.calledPhone());
    @Nullable String called = call.calledUser() == null ? phone : "user:" + call.calledUser();
    return new EventRow(
        TelecomEventType.CALL.name(),
        timed.time(),
        timed.time(),
        region(user != null ? user : String.valueOf(called)).displayName(),
        user == null ? null : mask.mask(user),
        called == null ? null : mask.mask(called),
        call.durationSeconds(),
        null,
        null);
  }

  private static @Nullable String named(String kind, @Nullable String identifier) {
    return identifier == null ? null : kind + identifier;
  }

  // String's hash is fixed by its specification; the mixing (the finalizer of SplitMix64) spreads
  // it.
  private static Region region(String identifier) {
    long hash = identifier.hashCode() * 0x9e3779b97f4a7c15L;
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    hash ^= hash >>> 31;
    long total = Arrays.stream(Region.values()).mapToLong(Region::populationThousands).sum();
    long point = Math.floorMod(hash, total);
    for (Region region : Region.values()) {
      point -= region.populationThousands();
      if (point < 0) {
        return region;
      }
    }
    throw new IllegalStateException("weights do not add up to " + total);
  }
}
