package io.millrace.spark.telecom;

import io.millrace.spark.sink.DeadLetter;
import java.io.Serializable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a micro-batch, or one task's part of it, comes to: its sums, and the facts that the ledger
 * and the metrics want. Parts merge in any order.
 */
public final class TelecomBatch implements Serializable {

  private static final long serialVersionUID = 1L;

  private final WindowSums sums = new WindowSums();
  private final HashMap<String, Long> deadLettersByReason = new HashMap<>();
  private final TreeSet<Instant> lateHours = new TreeSet<>();
  private long contributions;
  private long late;
  private long repeated;
  private Instant newestEvent = Instant.EPOCH;
  private @Nullable Instant oldestCommit;

  /**
   * Adds one contribution.
   *
   * @param watermark what it is judged late by
   * @return whether it is late
   */
  boolean add(Contribution contribution, Instant watermark) {
    sums.add(contribution);
    contributions++;
    if (contribution.eventTime().isAfter(newestEvent)) {
      newestEvent = contribution.eventTime();
    }
    noteCommit(contribution.commitTime());
    boolean isLate = contribution.lateFor(watermark);
    if (isLate) {
      late++;
      lateHours.add(contribution.windowStart().truncatedTo(ChronoUnit.HOURS));
    }
    return isLate;
  }

  /** Counts a record that was turned away. */
  void add(DeadLetter letter) {
    deadLettersByReason.merge(letter.reason(), 1L, Long::sum);
  }

  /** Counts a row that was only shown once more. */
  void addRepeated() {
    repeated++;
  }

  /** Adds all that another part has. */
  TelecomBatch merge(TelecomBatch other) {
    sums.merge(other.sums);
    other.deadLettersByReason.forEach(
        (reason, count) -> deadLettersByReason.merge(reason, count, Long::sum));
    lateHours.addAll(other.lateHours);
    contributions += other.contributions;
    late += other.late;
    repeated += other.repeated;
    if (other.newestEvent.isAfter(newestEvent)) {
      newestEvent = other.newestEvent;
    }
    if (other.oldestCommit != null) {
      noteCommit(other.oldestCommit);
    }
    return this;
  }

  private void noteCommit(Instant commit) {
    if (oldestCommit == null || commit.isBefore(oldestCommit)) {
      oldestCommit = commit;
    }
  }

  /** The signed sums by window. */
  public WindowSums sums() {
    return sums;
  }

  /** Signed row images counted. */
  public long contributions() {
    return contributions;
  }

  /** Of those, the ones whose window had closed. */
  public long late() {
    return late;
  }

  /** Rows that were only shown once more, by an incremental snapshot, and are not counted. */
  public long repeated() {
    return repeated;
  }

  /** Hours that hold the windows restated by late contributions, in order. */
  public List<Instant> lateHours() {
    return List.copyOf(lateHours);
  }

  /** Records turned away, by reason. */
  public Map<String, Long> deadLettersByReason() {
    return Map.copyOf(deadLettersByReason);
  }

  /** The newest event time; 1970 if nothing contributes. */
  public Instant newestEvent() {
    return newestEvent;
  }

  /** The oldest commit; null if nothing contributes. */
  public @Nullable Instant oldestCommit() {
    return oldestCommit;
  }
}
