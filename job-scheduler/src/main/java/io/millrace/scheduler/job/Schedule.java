package io.millrace.scheduler.job;

import io.millrace.runtime.InvalidSettingException;
import java.text.ParseException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import org.quartz.CronExpression;

/**
 * When a job is due, and for which day: at each of its times for the local day that ended last.
 *
 * @param cron Quartz' six or seven fields, seconds first
 * @param zone in which the fields and the days are read
 */
public record Schedule(String cron, ZoneId zone) {

  /** A day that is due. */
  public record Due(LocalDate day, Instant at) {}

  /**
   * Reads a schedule.
   *
   * @param prefix of the settings' names, for messages
   * @throws InvalidSettingException if one cannot be read
   */
  static Schedule of(String prefix, String cron, String zone) {
    try {
      expression(cron, ZoneId.of("UTC"));
    } catch (ParseException e) {
      throw new InvalidSettingException(
          prefix + "cron",
          "\"" + cron + "\" (" + e.getMessage() + ")",
          "second, minute, hour, day of month, month and day of week as Quartz reads them, such as"
              + " 0 0 2 * * ?");
    }
    try {
      return new Schedule(cron, ZoneId.of(zone));
    } catch (DateTimeException e) {
      throw new InvalidSettingException(
          prefix + "zone", "\"" + zone + "\"", "a time zone such as Asia/Almaty or UTC");
    }
  }

  /** The day that a scheduled time is about: the one before its own. */
  public LocalDate dayOf(Instant at) {
    return at.atZone(zone).toLocalDate().minusDays(1);
  }

  /** The next time after an instant; empty if there is none any more. */
  public Optional<Instant> after(Instant instant) {
    return Optional.ofNullable(parsed().getTimeAfter(Date.from(instant))).map(Date::toInstant);
  }

  /**
   * The days that are due between two instants, oldest first, each once with its first time.
   *
   * @param from not contained
   * @param to contained
   */
  public List<Due> due(Instant from, Instant to) {
    List<Due> days = new ArrayList<>();
    Optional<Instant> next = after(from);
    while (next.isPresent() && !next.get().isAfter(to)) {
      LocalDate day = dayOf(next.get());
      days.add(new Due(day, next.get()));
      // Further times of the same date are about the same day.
      Instant tomorrow = day.plusDays(2).atStartOfDay(zone).toInstant();
      next = after(tomorrow.minusMillis(1));
    }
    return days;
  }

  private CronExpression parsed() {
    try {
      return expression(cron, zone);
    } catch (ParseException e) {
      throw new IllegalStateException("was read before: " + cron, e);
    }
  }

  private static CronExpression expression(String cron, ZoneId zone) throws ParseException {
    CronExpression expression = new CronExpression(cron);
    expression.setTimeZone(TimeZone.getTimeZone(zone));
    return expression;
  }
}
