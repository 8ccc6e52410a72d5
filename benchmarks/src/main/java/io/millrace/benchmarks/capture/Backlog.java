package io.millrace.benchmarks.capture;

/**
 * Change events that stand in the log before any contender reads them: one for each row of a range
 * of {@code event_id}, in its order.
 *
 * @param kind what was done to the rows
 * @param firstId the first row's {@code event_id}
 * @param rows how many, a multiple of the kind's {@code rowsPerTransaction}
 */
record Backlog(Kind kind, long firstId, long rows) {

  /** What is done to the rows, and how many rows a transaction has. */
  enum Kind {
    /** New rows in large transactions. */
    INSERTS("inserts", "c", 1_000),
    /** Changed rows, with the row before, in small transactions. */
    UPDATES("updates", "u", 100);

    private final String label;
    private final String op;
    private final int rowsPerTransaction;

    Kind(String label, String op, int rowsPerTransaction) {
      this.label = label;
      this.op = op;
      this.rowsPerTransaction = rowsPerTransaction;
    }

    /** For people. */
    String label() {
      return label;
    }

    /** The envelope's {@code op}. */
    String op() {
      return op;
    }

    int rowsPerTransaction() {
      return rowsPerTransaction;
    }
  }

  boolean contains(long eventId) {
    return eventId >= firstId && eventId < firstId + rows;
  }

  /** The first row of the last transaction. */
  long tailId() {
    return firstId + rows - kind.rowsPerTransaction();
  }
}
