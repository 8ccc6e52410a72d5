package io.millrace.bridge.kafka;

/** The points of a batch's way at which a crash has a different meaning each. */
public enum PublishStep {
  /** Nothing of the batch is sent. */
  BEFORE_SEND,
  /** A part of it is sent. */
  AMID_SEND,
  /** All of it is sent, and its position with it; the transaction is open. */
  BEFORE_COMMIT,
  /** It is in Kafka for good; neither engine nor PostgreSQL know. */
  AFTER_COMMIT;

  /** Told of each step, on the engine's thread. */
  @FunctionalInterface
  public interface Observer {
    /** What nobody needs to know. */
    Observer NONE = step -> {};

    /** A step is reached. */
    void reached(PublishStep step);
  }
}
