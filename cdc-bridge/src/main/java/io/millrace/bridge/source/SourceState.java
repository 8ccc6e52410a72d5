package io.millrace.bridge.source;

import java.time.Instant;
import java.util.List;

/** Where a source is in its life. */
public sealed interface SourceState {

  /** The names of all states, as in metrics and health. */
  List<String> NAMES =
      List.of("starting", "snapshotting", "streaming", "waiting", "paused", "stopped");

  /** When it came into this state. */
  Instant since();

  /** One of {@link #NAMES}. */
  String name();

  /** Checks its slot and topics and starts the engine. */
  record Starting(Instant since) implements SourceState {
    @Override
    public String name() {
      return "starting";
    }
  }

  /** Reads the tables as they were when the slot was created. */
  record Snapshotting(Instant since) implements SourceState {
    @Override
    public String name() {
      return "snapshotting";
    }
  }

  /** Follows the WAL. */
  record Streaming(Instant since) implements SourceState {
    @Override
    public String name() {
      return "streaming";
    }
  }

  /**
   * Something is away or wrong; it tries again by itself.
   *
   * @param until when the next try is due
   * @param attempt how many tries have failed in a row, from 1
   * @param cause what was wrong, for a person
   */
  record Waiting(Instant since, Instant until, int attempt, String cause) implements SourceState {
    @Override
    public String name() {
      return "waiting";
    }
  }

  /**
   * It waits until a request lets it go on.
   *
   * @param cause why, for a person
   */
  record Paused(Instant since, String cause) implements SourceState {
    @Override
    public String name() {
      return "paused";
    }
  }

  /** Ended because it was asked to. */
  record Stopped(Instant since) implements SourceState {
    @Override
    public String name() {
      return "stopped";
    }
  }
}
