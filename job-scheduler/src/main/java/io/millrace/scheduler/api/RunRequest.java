package io.millrace.scheduler.api;

import io.millrace.scheduler.api.Problem.Kind;
import io.millrace.scheduler.api.Problem.ProblemException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Which days somebody wants: one, or a range.
 *
 * @param day alone
 * @param from the first of a range
 * @param to the last of it
 */
@Schema(description = "A day, or from and to, both contained")
public record RunRequest(
    @Schema(nullable = true, examples = "2026-11-20") @Nullable String day,
    @Schema(nullable = true, examples = "2026-11-01") @Nullable String from,
    @Schema(nullable = true, examples = "2026-11-20") @Nullable String to) {

  private static final int MOST_DAYS = 366;

  /** Whether it is a range. */
  boolean isRange() {
    return day == null;
  }

  /**
   * The days, oldest first.
   *
   * @param last the latest that can be computed
   * @throws ProblemException that says what is wrong
   */
  List<LocalDate> days(LocalDate last) {
    if ((day == null) == (from == null || to == null)
        || (day != null && (from != null || to != null))) {
      throw new ProblemException(
          Kind.INVALID_PARAMETERS,
          "the body has day "
              + day
              + ", from "
              + from
              + ", to "
              + to
              + "; allowed: {\"day\": \"2026-11-20\"}, or {\"from\": …, \"to\": …}");
    }
    LocalDate first = read(day == null ? "from" : "day", day == null ? from : day, last);
    LocalDate end = day == null ? read("to", to, last) : first;
    if (end.isBefore(first) || first.plusDays(MOST_DAYS).isBefore(end)) {
      throw new ProblemException(
          Kind.INVALID_PARAMETERS,
          "from is "
              + first
              + " and to is "
              + end
              + "; allowed: from one to "
              + MOST_DAYS
              + " days, the earlier first");
    }
    return first.datesUntil(end.plusDays(1)).toList();
  }

  private static LocalDate read(String name, @Nullable String text, LocalDate last) {
    try {
      LocalDate date = LocalDate.parse(String.valueOf(text));
      if (date.getYear() >= 2000 && !date.isAfter(last)) {
        return date;
      }
    } catch (DateTimeException e) {
      // Refused below, as a day that has not ended is.
    }
    throw new ProblemException(
        Kind.INVALID_PARAMETERS,
        name
            + " is \""
            + text
            + "\"; allowed: a day from 2000-01-01 to "
            + last
            + ", the last one that has ended");
  }
}
