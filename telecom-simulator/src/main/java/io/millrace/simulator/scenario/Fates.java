package io.millrace.simulator.scenario;

import io.millrace.model.telecom.TelecomEventType;
import io.millrace.simulator.event.Change;
import io.millrace.simulator.event.EventRow;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides, when an event is inserted, which corrections and which deletion it will see, and when.
 */
final class Fates {

  /** After this long at the latest a change follows the one before it. */
  static final Duration LONGEST_DELAY = Duration.ofMinutes(5);

  /** Given corrections at all, a dirty row is put right this often. */
  static final double DIRTY_PUT_RIGHT_SHARE = 0.25;

  private static final double FURTHER_CORRECTION_SHARE = 0.10;
  private static final double MEAN_DELAY_MICROS = 30_000_000;
  private static final double VALUE_CORRECTED_SHARE = 0.70;
  private static final double REGION_CORRECTED_SHARE = 0.15;
  private static final double LONGEST_TIME_SHIFT_MICROS = 15 * 60_000_000.0;

  private final FeedShares shares;
  private final CleanEvents events;
  private final Dirt dirt;
  private final Draw draw;

  Fates(FeedShares shares, CleanEvents events, Dirt dirt, Draw draw) {
    this.shares = shares;
    this.events = events;
    this.dirt = dirt;
    this.draw = draw;
  }

  /**
   * A change and the simulated instant at which it is due.
   *
   * @param due not before the event's insertion or an earlier change of the same event
   */
  record Due(Instant due, Change change) {}

  /**
   * The later changes of an event, in order.
   *
   * @param clean the row as it should have been written
   * @param written the row as it was written, dirty or the clean one itself
   */
  List<Due> of(long eventNumber, EventRow clean, EventRow written) {
    double chance = draw.uniform();
    boolean dirty = !written.equals(clean);
    double corrected =
        dirty && shares.correction() > 0 ? DIRTY_PUT_RIGHT_SHARE : shares.correction();
    boolean deleted = draw.happens(shares.deletion());
    if (chance >= corrected && !deleted) {
      return List.of();
    }
    List<Due> changes = new ArrayList<>(2);
    Instant due = written.recordedAt();
    EventRow row = written;
    if (chance < corrected) {
      due = later(due);
      row = dirty ? clean : corrected(clean);
      changes.add(new Due(due, new Change.Update(eventNumber, row)));
      if (draw.happens(FURTHER_CORRECTION_SHARE)) {
        due = later(due);
        row = corrected(clean);
        changes.add(new Due(due, new Change.Update(eventNumber, row)));
      }
    }
    if (deleted) {
      changes.add(new Due(later(due), new Change.Delete(eventNumber, row)));
    }
    return changes;
  }

  private EventRow corrected(EventRow clean) {
    TelecomEventType type = TelecomEventType.valueOf(String.valueOf(clean.eventType()));
    EventRow corrected = otherwise(type, clean);
    // Now and then a correction spoils a good row: then what was counted must be taken back.
    return draw.happens(shares.dirty()) ? dirt.spoil(type, corrected) : corrected;
  }

  private EventRow otherwise(TelecomEventType type, EventRow clean) {
    double chance = draw.uniform();
    if (chance < VALUE_CORRECTED_SHARE && type != TelecomEventType.SMS) {
      return withOtherValue(type, clean);
    }
    return chance < VALUE_CORRECTED_SHARE + REGION_CORRECTED_SHARE
        ? clean.withRegion(events.otherRegion(clean.region()))
        : clean.withEventTime(earlier(clean.eventTime()));
  }

  private EventRow withOtherValue(TelecomEventType type, EventRow clean) {
    return switch (type) {
      case CALL -> clean.withDurationSeconds(events.durationSeconds(type));
      case DATA_SESSION -> clean.withMegabytes(events.megabytes(type));
      case BALANCE_RECHARGE -> clean.withAmount(events.amount(type));
      case SMS -> clean;
    };
  }

  private @Nullable Instant earlier(@Nullable Instant eventTime) {
    double shift = draw.uniform(1_000_000, LONGEST_TIME_SHIFT_MICROS);
    return eventTime == null ? null : eventTime.minus((long) shift, ChronoUnit.MICROS);
  }

  private Instant later(Instant due) {
    double delay = Math.min(draw.exponential(MEAN_DELAY_MICROS), LONGEST_DELAY.toNanos() / 1_000.0);
    return due.plus((long) delay, ChronoUnit.MICROS);
  }
}
