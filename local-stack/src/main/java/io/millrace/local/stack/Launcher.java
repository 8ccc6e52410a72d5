package io.millrace.local.stack;

/** Knows how to start one component. */
interface Launcher {

  /**
   * Starts it and waits until it does its work. Interrupting the thread gives the start up and
   * leaves no process behind.
   *
   * @throws Exception if it does not start; the message is for people and names the remedy
   */
  RunningPart launch(Progress progress) throws Exception;

  /** Where it is reached. */
  String address();

  /** Is told what a start is at. */
  @FunctionalInterface
  interface Progress {
    /**
     * @param detail one line for a person
     * @param fraction 0 to 1, or {@link ComponentStatus#UNKNOWN}
     */
    void at(String detail, double fraction);

    /** Progress without a measure. */
    default void at(String detail) {
      at(detail, ComponentStatus.UNKNOWN);
    }
  }
}
