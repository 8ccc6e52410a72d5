package io.millrace.local.stack;

/** Where a component is in its life. */
public enum Phase {
  /** For others, before its first start. */
  WAITING,
  /** It runs or is fetched, and does not answer yet. */
  STARTING,
  /** It answers. */
  READY,
  /** It answers that it is not well, such as while a component it needs is away. */
  UNWELL,
  /** It ended by itself and will be started again. */
  RESTARTING,
  /** It did not start, or ended and is not started again. */
  FAILED,
  /** It was asked to end. */
  STOPPING,
  /** It has ended, as asked. */
  STOPPED;

  /** For people. */
  public String id() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
