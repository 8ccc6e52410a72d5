package io.millrace.runtime;

/**
 * A setting that is missing or outside of what is allowed; the message names key, value and remedy.
 */
public final class InvalidSettingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param key the environment variable
   * @param value what it holds, or "(not set)"; never a secret
   * @param allowed what would be accepted, as the end of "allowed: "
   */
  public InvalidSettingException(String key, String value, String allowed) {
    super(key + " is " + value + "; allowed: " + allowed);
  }
}
