package io.millrace.benchmarks.capture;

import io.millrace.runtime.ChildProcess;
import java.util.List;

/** A program that carries changes from a slot into a topic, and how it is started. */
interface CaptureProgram {

  /** As on the command line. */
  String name();

  /** What was set beyond the necessary. */
  String setup();

  /** Its replication slot. */
  String slot();

  /** Where the table's change events go. */
  String topic();

  /** All topics it writes to that somebody else must make. */
  default List<String> topics() {
    return List.of(topic());
  }

  /**
   * Starts it where it stopped.
   *
   * @throws Peers.AbsentPeerException if it is not on this machine
   */
  ChildProcess start() throws Exception;

  /** Called when its process has ended. */
  default void stopped() throws Exception {}

  /** Drops the slot and deletes what it has stored, wherever that is; its process has ended. */
  void forget() throws Exception;
}
