package io.millrace.simulator.event;

/**
 * A change of one event. The event is named by its number within the run, since PostgreSQL assigns
 * the key; the writer knows which key it became.
 */
public sealed interface Change {

  /** The event's number within the run, from 0, in order of insertion. */
  long eventNumber();

  /** The image that this change leaves behind, or, for a deletion, takes away. */
  EventRow row();

  /**
   * A new row.
   *
   * @param laterChanges how many updates and deletions of this event follow in the run, so that the
   *     writer knows how long to remember its key
   */
  record Insert(long eventNumber, EventRow row, int laterChanges) implements Change {
    public Insert {
      if (laterChanges < 0) {
        throw new IllegalArgumentException(
            "laterChanges is " + laterChanges + "; allowed: 0 and above");
      }
    }
  }

  /** A correction: the row becomes {@code row}; {@code recordedAt} stays. */
  record Update(long eventNumber, EventRow row) implements Change {}

  /** The row, last seen as {@code row}, is taken away. */
  record Delete(long eventNumber, EventRow row) implements Change {}
}
