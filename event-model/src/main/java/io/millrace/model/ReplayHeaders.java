package io.millrace.model;

/**
 * Headers of a change event that was replayed from {@link Topics#DEAD_LETTERS}; all values are
 * UTF-8 text.
 */
public final class ReplayHeaders {

  /** The letter: its partition and offset in the dead letter topic, such as {@code 0-123}. */
  public static final String LETTER = "millrace.replay.letter";

  /** Where the record that became the letter was: {@code topic/partition/offset}. */
  public static final String ORIGIN = "millrace.replay.origin";

  /** Who replayed it. */
  public static final String BY = "millrace.replay.by";

  private ReplayHeaders() {}
}
