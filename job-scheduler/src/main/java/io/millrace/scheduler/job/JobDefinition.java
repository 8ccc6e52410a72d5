package io.millrace.scheduler.job;

import io.millrace.runtime.InvalidSettingException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A job: what it does for a day, and when.
 *
 * @param name letters, digits and hyphens
 * @param enabled whether it is scheduled
 * @param schedule when
 * @param steps what, in the order of {@link StepName}; {@link StepName#RUN} is always there
 * @param retry what becomes of a step that failed
 * @param lateAfter from when on a day is late, after its scheduled time
 * @param catchUpDays how many missed days are made up for, from 0
 */
public record JobDefinition(
    String name,
    boolean enabled,
    Schedule schedule,
    Map<StepName, StepCommand> steps,
    Retry retry,
    Duration lateAfter,
    int catchUpDays) {

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final int MOST_CATCH_UP_DAYS = 366;

  /**
   * What becomes of a step that failed.
   *
   * @param retries how often it is tried again, 0 to 20
   * @param backoff until the first of these, doubled for each further one
   * @param longest but no longer than this
   */
  public record Retry(int retries, Duration backoff, Duration longest) {

    private static final int MOST = 20;

    /** Checks all of it. */
    public Retry {
      if (retries < 0 || retries > MOST) {
        throw new IllegalArgumentException("retries is " + retries + "; allowed: 0 to " + MOST);
      }
      if (backoff.isNegative() || longest.compareTo(backoff) < 0) {
        throw new IllegalArgumentException(
            "backoff is "
                + backoff
                + " and max-backoff "
                + longest
                + "; allowed: 0 s or more, and the latter not shorter");
      }
    }

    /** How long to wait after a number of failures, from 1. */
    public Duration after(int failures) {
      Duration wait = backoff;
      for (int i = 1; i < failures && wait.compareTo(longest) < 0; i++) {
        wait = wait.multipliedBy(2);
      }
      return wait.compareTo(longest) < 0 ? wait : longest;
    }
  }

  /**
   * Checks all of it.
   *
   * @throws InvalidSettingException naming the setting, the value and what is allowed
   */
  public JobDefinition {
    String prefix = prefix(name);
    if (!NAME.matcher(name).matches()) {
      throw new InvalidSettingException(
          "millrace.scheduler.jobs", "\"" + name + "\"", "small letters, digits and hyphens");
    }
    steps = new EnumMap<>(steps);
    Objects.requireNonNull(steps.get(StepName.RUN), "a job without a step run");
    if (lateAfter.isNegative()) {
      throw new InvalidSettingException(prefix + "late-after", lateAfter.toString(), "0 s or more");
    }
    if (catchUpDays < 0 || catchUpDays > MOST_CATCH_UP_DAYS) {
      throw new InvalidSettingException(
          prefix + "catch-up-days", Integer.toString(catchUpDays), "0 to " + MOST_CATCH_UP_DAYS);
    }
  }

  /** How the settings of a job begin. */
  static String prefix(String job) {
    return "millrace.scheduler.jobs." + job + ".";
  }
}
