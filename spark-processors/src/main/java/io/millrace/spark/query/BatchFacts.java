package io.millrace.spark.query;

import io.millrace.spark.change.WindowedChange;
import io.millrace.spark.sink.Insert;
import java.io.Serializable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger and the metrics want to know of a micro-batch, or of one task's part of it. Parts
 * merge in any order.
 */
public final class BatchFacts implements Serializable {

  private static final long serialVersionUID = 1L;

  private final HashMap<String, Long> deadLettersByReason = new HashMap<>();
  private final HashMap<String, Long> brokenRules = new HashMap<>();
  private final TreeSet<Instant> lateHours = new TreeSet<>();
  private final TreeSet<Instant> windows = new TreeSet<>();
  private final ArrayList<Insert> inserts = new ArrayList<>();
  private long contributions;
  private long late;
  private long repeated;
  private Instant newestEvent = Instant.EPOCH;
  private @Nullable Instant oldestCommit;
  private @Nullable Instant newestCommit;

  /**
   * Adds one contribution.
   *
   * @param watermark what it is judged late by
   * @return whether it is late
   */
  public boolean add(WindowedChange change, Instant watermark) {
    contributions++;
    windows.add(change.windowStart());
    if (change.eventTime().isAfter(newestEvent)) {
      newestEvent = change.eventTime();
    }
    noteCommit(change.commitTime());
    boolean isLate = change.lateFor(watermark);
    if (isLate) {
      late++;
      lateHours.add(change.windowStart().truncatedTo(ChronoUnit.HOURS));
    }
    return isLate;
  }

  /**
   * Takes note of a heartbeat: the table has nothing older to show than what was committed with it.
   */
  public void addHeartbeat(Instant commitTime) {
    noteCommit(commitTime);
  }

  /** Counts a record that was turned away. */
  public void addDeadLetter(String reason) {
    deadLettersByReason.merge(reason, 1L, Long::sum);
  }

  /** Counts a row that came and names a data-quality rule. */
  public void addBrokenRule(String rule) {
    brokenRules.merge(rule, 1L, Long::sum);
  }

  /** Counts a row that was only shown once more. */
  public void addRepeated() {
    repeated++;
  }

  /**
   * Keeps what an insert took, unless it was of no rows. A task tells the driver of its inserts by
   * this, so that they are counted where the meters are, whatever machine the task ran on.
   */
  public void addInsert(Insert insert) {
    if (insert.rows() > 0) {
      inserts.add(insert);
    }
  }

  /** Adds all that another part has. */
  public BatchFacts merge(BatchFacts other) {
    inserts.addAll(other.inserts);
    other.deadLettersByReason.forEach(
        (reason, count) -> deadLettersByReason.merge(reason, count, Long::sum));
    other.brokenRules.forEach((rule, count) -> brokenRules.merge(rule, count, Long::sum));
    lateHours.addAll(other.lateHours);
    windows.addAll(other.windows);
    contributions += other.contributions;
    late += other.late;
    repeated += other.repeated;
    if (other.newestEvent.isAfter(newestEvent)) {
      newestEvent = other.newestEvent;
    }
    if (other.oldestCommit != null) {
      noteCommit(other.oldestCommit);
    }
    if (other.newestCommit != null) {
      noteCommit(other.newestCommit);
    }
    return this;
  }

  private void noteCommit(Instant commit) {
    if (oldestCommit == null || commit.isBefore(oldestCommit)) {
      oldestCommit = commit;
    }
    if (newestCommit == null || commit.isAfter(newestCommit)) {
      newestCommit = commit;
    }
  }

  /** Inserts that the attempts made which count; those of attempts that failed are not known. */
  public List<Insert> inserts() {
    return List.copyOf(inserts);
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

  /** Starts of the windows that changed, in order. */
  public List<Instant> windows() {
    return List.copyOf(windows);
  }

  /** Records turned away, by reason. */
  public Map<String, Long> deadLettersByReason() {
    return Map.copyOf(deadLettersByReason);
  }

  /** Rows that came and name a data-quality rule, by rule. */
  public Map<String, Long> brokenRules() {
    return Map.copyOf(brokenRules);
  }

  /** Records turned away. */
  public long deadLetters() {
    return deadLettersByReason.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The newest event time; 1970 if nothing contributes. */
  public Instant newestEvent() {
    return newestEvent;
  }

  /** The oldest commit, heartbeats included; null if there is none. */
  public @Nullable Instant oldestCommit() {
    return oldestCommit;
  }

  /** The newest commit, heartbeats included; null if there is none. */
  public @Nullable Instant newestCommit() {
    return newestCommit;
  }
}
