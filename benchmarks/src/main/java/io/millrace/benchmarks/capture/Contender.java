package io.millrace.benchmarks.capture;

/** One who reads the log; each has a slot of its own, so that all read the same. */
interface Contender {

  /** As on the command line. */
  String name();

  /** What was set beyond the necessary, for the reader of the figures. */
  String setup();

  /** Takes its place in the log, with next to nothing to read, and stops. */
  void prepare() throws Exception;

  /** Reads a backlog that was written since, and stops. */
  BacklogFigures carry(Backlog backlog) throws Exception;

  /** Gives its slot and everything it has stored up. */
  void forget() throws Exception;
}
