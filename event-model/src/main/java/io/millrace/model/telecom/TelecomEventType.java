package io.millrace.model.telecom;

/** What a subscriber did. The constant's name is what the database and the API hold. */
public enum TelecomEventType {
  /** A packet data session: duration and megabytes. */
  DATA_SESSION,
  /** A voice call: duration. */
  CALL,
  /** A short message. */
  SMS,
  /** A recharge of the prepaid balance: amount in tenge. */
  BALANCE_RECHARGE
}
