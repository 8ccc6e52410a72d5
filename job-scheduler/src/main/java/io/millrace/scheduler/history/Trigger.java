package io.millrace.scheduler.history;

/** Why a run is there. */
public enum Trigger {
  /** Its time has come. */
  SCHEDULE,
  /** Its time had passed while no scheduler ran. */
  CATCH_UP,
  /** Somebody asked for a day. */
  MANUAL,
  /** Somebody asked for a range of days. */
  BACKFILL
}
