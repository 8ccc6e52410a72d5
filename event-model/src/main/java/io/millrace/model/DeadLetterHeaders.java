package io.millrace.model;

/** Headers of a record in {@link Topics#DEAD_LETTERS}; all values are UTF-8 text. */
public final class DeadLetterHeaders {

  /** Topic the record was read from. */
  public static final String TOPIC = "millrace.topic";

  /** Partition the record was read from. */
  public static final String PARTITION = "millrace.partition";

  /** Offset the record was read from; with topic and partition it identifies the record. */
  public static final String OFFSET = "millrace.offset";

  /** Short constant that names the reason, such as {@code negative_duration}. */
  public static final String REASON = "millrace.reason";

  /** For a person: what was found and what was expected. */
  public static final String DETAIL = "millrace.detail";

  /** The streaming query that turned the record away. */
  public static final String QUERY = "millrace.query";

  /** Of a letter from the bridge, in place of partition and offset: source and its WAL position. */
  public static final String SOURCE = "millrace.source";

  /** Which piece of how many the value is, such as {@code 2/3}. */
  public static final String PIECE = "millrace.piece";

  private DeadLetterHeaders() {}
}
