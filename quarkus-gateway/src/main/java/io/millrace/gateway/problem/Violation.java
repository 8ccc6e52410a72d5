package io.millrace.gateway.problem;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One thing that is wrong with a request.
 *
 * @param parameter the parameter's name, as it was given
 * @param value its value, cut to {@value #LONGEST_ECHO} characters
 * @param detail what is wrong with it
 * @param allowed what would have been right
 */
public record Violation(
    @Schema(examples = "eventType") String parameter,
    @Schema(examples = "CALLS") String value,
    @Schema(examples = "is not an event type") String detail,
    @Schema(examples = "DATA_SESSION, CALL, SMS, BALANCE_RECHARGE") String allowed) {

  static final int LONGEST_ECHO = 120;

  /** Cuts what a client sent: an answer does not grow with a hostile request. */
  public Violation {
    parameter = cut(parameter);
    value = cut(value);
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_ECHO ? text : text.substring(0, LONGEST_ECHO) + "…";
  }

  /** A sentence for people: name, value, what is wrong, what is allowed. */
  String sentence() {
    return parameter + " \"" + value + "\" " + detail + "; allowed: " + allowed;
  }
}
