package io.millrace.runtime;

/** One dependency or duty of a process, asked whether it is well. */
@FunctionalInterface
public interface HealthCheck {

  /**
   * Looks now; called at each health request, so it must answer within about a second.
   *
   * @return what is known of the dependency
   */
  Verdict check();

  /**
   * What a check found.
   *
   * @param up whether the dependency does its work
   * @param detail for a person: what was seen, with figures; never a secret
   */
  record Verdict(boolean up, String detail) {

    /** A verdict that all is well. */
    public static Verdict up(String detail) {
      return new Verdict(true, detail);
    }

    /** A verdict that something is not. */
    public static Verdict down(String detail) {
      return new Verdict(false, detail);
    }
  }
}
