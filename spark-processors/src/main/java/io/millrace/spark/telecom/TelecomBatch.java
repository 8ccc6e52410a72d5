package io.millrace.spark.telecom;

import io.millrace.spark.query.BatchFacts;
import java.io.Serializable;
import java.time.Instant;

/**
 * What a micro-batch, or one task's part of it, comes to: its sums and the facts about it. Parts
 * merge in any order.
 */
public final class TelecomBatch implements Serializable {

  private static final long serialVersionUID = 1L;

  private final WindowSums sums = new WindowSums();
  private final BatchFacts facts = new BatchFacts();

  /**
   * Adds one contribution.
   *
   * @param watermark what it is judged late by
   * @return whether it is late
   */
  boolean add(Contribution contribution, Instant watermark) {
    sums.add(contribution);
    return facts.add(contribution, watermark);
  }

  /** Adds all that another part has. */
  TelecomBatch merge(TelecomBatch other) {
    sums.merge(other.sums);
    facts.merge(other.facts);
    return this;
  }

  /** The signed sums by window. */
  public WindowSums sums() {
    return sums;
  }

  /** What the ledger and the metrics want to know. */
  public BatchFacts facts() {
    return facts;
  }
}
