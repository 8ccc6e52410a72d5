package io.millrace.simulator;

import io.millrace.simulator.event.Change;
import io.millrace.simulator.event.EventRow;
import io.millrace.simulator.event.Transaction;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the table must hold after all transactions, worked out in memory. */
public final class FinalState {

  private FinalState() {}

  /** The rows that remain, in order of insertion. */
  public static List<EventRow> of(Iterator<Transaction> transactions) {
    Map<Long, EventRow> rows = new TreeMap<>();
    while (transactions.hasNext()) {
      Transaction transaction = transactions.next();
      transaction.inserts().forEach(insert -> rows.put(insert.eventNumber(), insert.row()));
      for (Change change : transaction.changes()) {
        if (change instanceof Change.Delete) {
          rows.remove(change.eventNumber());
        } else {
          rows.put(change.eventNumber(), change.row());
        }
      }
    }
    return List.copyOf(rows.values());
  }
}
