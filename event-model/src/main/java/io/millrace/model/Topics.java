package io.millrace.model;

/** Kafka topics that belong to no single domain. */
public final class Topics {

  /**
   * Records that could not be processed or broke a rule. Key and value are the original bytes; the
   * headers of {@link DeadLetterHeaders} say where each came from and why it is here.
   */
  public static final String DEAD_LETTERS = "millrace.dlq";

  /**
   * Which dead letters were replayed, by whom and as what; compacted, never deleted. The key is
   * where the letter's record was, {@code topic/partition/offset}, so that a letter that was sent
   * twice counts as one.
   */
  public static final String DEAD_LETTER_REPLAYS = "millrace.dlq.replays";

  /**
   * Snapshots of the flights domain as they came: JSON in gzip, keyed by their source. Headers say
   * what each is; {@code snapshot_id} identifies it.
   */
  public static final String RAW_FLIGHTS = "raw_flights";

  private Topics() {}
}
