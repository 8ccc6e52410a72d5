package io.millrace.spark.telecom.batch.clean;

import java.time.LocalDate;

/** How events are partitioned: by the day of UTC of their time. */
final class EventDays {

  private EventDays() {}

  /**
   * @param day since 1970
   */
  static String partition(long day) {
    return "date=" + LocalDate.ofEpochDay(day);
  }
}
