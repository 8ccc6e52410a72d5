package io.millrace.spark.change;

import java.util.Optional;

/** What a change event says happened; Debezium's {@code op}. */
public enum Operation {
  /** A row read by a snapshot. */
  READ("r"),
  /** An INSERT. */
  CREATE("c"),
  /** An UPDATE. */
  UPDATE("u"),
  /** A DELETE. */
  DELETE("d"),
  /** A TRUNCATE of the whole table. */
  TRUNCATE("t"),
  /** A logical decoding message, which changes no row. */
  MESSAGE("m");

  private final String code;

  Operation(String code) {
    this.code = code;
  }

  /** The operation of that code. */
  public static Optional<Operation> ofCode(String code) {
    for (Operation operation : values()) {
      if (operation.code.equals(code)) {
        return Optional.of(operation);
      }
    }
    return Optional.empty();
  }

  /** Whether the event takes a row's former image back. */
  public boolean retracts() {
    return this == UPDATE || this == DELETE;
  }

  /** Whether the event brings a new image of a row. */
  public boolean adds() {
    return this == READ || this == CREATE || this == UPDATE;
  }
}
