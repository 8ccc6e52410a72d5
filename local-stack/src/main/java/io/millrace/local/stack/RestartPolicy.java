package io.millrace.local.stack;

/** What happens to a component that ends by itself. */
public enum RestartPolicy {
  /** It is started again, after a pause of 1 s that doubles up to 30 s. */
  RESTART,
  /** It stays down until asked for, as a test of a crash wants it. */
  LEAVE
}
