package io.millrace.spark.telecom;

import io.millrace.model.telecom.TelecomRow;
import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;
import org.jspecify.annotations.Nullable;

/**
 * Signed partial sums per minute, event type and region. Adding and merging commute, so the sums of
 * a micro-batch do not depend on how its records are spread over tasks.
 *
 * <p>A subscriber is a 64-bit hash here; among a million in one window the odds that two share one
 * are 3 in 10⁸.
 */
public final class WindowSums implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final XXHash64 HASH = XXHashFactory.fastestJavaInstance().hash64();
  private static final long HASH_SEED = 42;

  private final HashMap<Key, Sums> windows = new HashMap<>();

  /** Identifies a window. */
  public record Key(Instant windowStart, String eventType, String region) implements Serializable {}

  /** The sums of one window. */
  public static final class Sums implements Serializable {

    private static final long serialVersionUID = 1L;

    private long events;
    private long durationSeconds;
    private BigDecimal megabytes = BigDecimal.ZERO;
    private BigDecimal amount = BigDecimal.ZERO;
    private final HashMap<Long, Long> subscribers = new HashMap<>();
    private Instant lastCommit = Instant.EPOCH;

    private void add(Contribution contribution) {
      TelecomRow row = contribution.row();
      int sign = contribution.sign();
      events += sign;
      durationSeconds += row.durationSeconds() == null ? 0 : sign * row.durationSeconds();
      megabytes = signedSum(megabytes, row.megabytes(), sign);
      amount = signedSum(amount, row.amount(), sign);
      if (row.subscriber() != null) {
        addSubscriber(hash(row.subscriber()), sign);
      }
      noteCommit(contribution.commitTime());
    }

    private void merge(Sums other) {
      events += other.events;
      durationSeconds += other.durationSeconds;
      megabytes = megabytes.add(other.megabytes);
      amount = amount.add(other.amount);
      other.subscribers.forEach(this::addSubscriber);
      noteCommit(other.lastCommit);
    }

    private void addSubscriber(long subscriber, long sign) {
      // One that came and went within the batch leaves nothing to send.
      subscribers.merge(subscriber, sign, (a, b) -> a + b == 0 ? null : a + b);
    }

    private void noteCommit(Instant commit) {
      if (commit.isAfter(lastCommit)) {
        lastCommit = commit;
      }
    }

    /** Counted less taken back. */
    public long events() {
      return events;
    }

    /** Seconds. */
    public long durationSeconds() {
      return durationSeconds;
    }

    /** MB of 10⁶ bytes. */
    public BigDecimal megabytes() {
      return megabytes;
    }

    /** Tenge. */
    public BigDecimal amount() {
      return amount;
    }

    /** Signed number of events by subscriber hash; none is zero. */
    public Map<Long, Long> subscribers() {
      return Collections.unmodifiableMap(subscribers);
    }

    /** The newest commit contained. */
    public Instant lastCommit() {
      return lastCommit;
    }
  }

  /** Adds one contribution. */
  public void add(Contribution contribution) {
    TelecomRow row = contribution.row();
    Key key =
        new Key(
            contribution.windowStart(),
            Objects.requireNonNull(row.eventType()),
            Objects.requireNonNull(row.region()));
    windows.computeIfAbsent(key, k -> new Sums()).add(contribution);
  }

  /** Adds all that another has. */
  public void merge(WindowSums other) {
    other.windows.forEach((key, sums) -> windows.computeIfAbsent(key, k -> new Sums()).merge(sums));
  }

  /** What was added, by window, in the order of the table that takes it. */
  public Map<Key, Sums> windows() {
    Map<Key, Sums> sorted =
        new TreeMap<>(
            java.util.Comparator.comparing(Key::windowStart)
                .thenComparing(Key::eventType)
                .thenComparing(Key::region));
    sorted.putAll(windows);
    return sorted;
  }

  private static BigDecimal signedSum(BigDecimal sum, @Nullable BigDecimal number, int sign) {
    if (number == null) {
      return sum;
    }
    return sign > 0 ? sum.add(number) : sum.subtract(number);
  }

  private static long hash(String subscriber) {
    byte[] bytes = subscriber.getBytes(StandardCharsets.UTF_8);
    return HASH.hash(bytes, 0, bytes.length, HASH_SEED);
  }
}
