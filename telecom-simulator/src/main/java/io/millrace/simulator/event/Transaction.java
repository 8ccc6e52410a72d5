package io.millrace.simulator.event;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Changes that are committed together: inserts first, then updates and deletions in their order.
 *
 * @param writtenAt the simulated instant of writing; never falls from one transaction to the next
 * @param inserts new rows
 * @param changes updates and deletions, of rows of this or earlier transactions
 */
public record Transaction(Instant writtenAt, List<Change.Insert> inserts, List<Change> changes) {

  public Transaction {
    inserts = List.copyOf(inserts);
    changes = List.copyOf(changes);
    if (inserts.isEmpty() && changes.isEmpty()) {
      throw new IllegalArgumentException("a transaction needs at least one change");
    }
    Set<Long> deleted = new HashSet<>();
    for (Change change : changes) {
      if (change instanceof Change.Insert) {
        throw new IllegalArgumentException(
            "event " + change.eventNumber() + " is inserted among the updates and deletions");
      }
      if (deleted.contains(change.eventNumber())) {
        throw new IllegalArgumentException(
            "event " + change.eventNumber() + " is changed after its deletion");
      }
      if (change instanceof Change.Delete) {
        deleted.add(change.eventNumber());
      }
    }
  }

  /** How many rows it touches. */
  public int size() {
    return inserts.size() + changes.size();
  }
}
