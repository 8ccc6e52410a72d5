package io.millrace.spark.telecom.batch.daily;

import java.util.Locale;

/** What of the job is done, so that a scheduler can do one after the other. */
enum DailyStep {
  /** Whether the day can be computed: source, day and stream. */
  CHECK,
  /** Computes the day beside what is published, and restates windows of the stream. */
  STAGE,
  /** Validates what is staged, and puts it in the place of what was published. */
  PUBLISH,
  /** All in turn. */
  ALL;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
