package io.millrace.spark.telecom.batch.daily;

import io.millrace.spark.batch.RunReport;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a run did over all its days, for its report. */
final class DailyTotals {

  private final Map<String, Long> rejects = new TreeMap<>();
  private final List<String> restated = new ArrayList<>();
  private final List<String> moving = new ArrayList<>();
  private final List<String> published = new ArrayList<>();
  private long kept;
  private long rejected;
  private long rows;

  /** Adds a day that was staged. */
  void add(DayFigures figures, StreamWindows.Restated windows) {
    kept += figures.kept();
    rejected += figures.rejected();
    figures.rejects().forEach((reason, count) -> rejects.merge(reason, count, Long::sum));
    windows.restated().forEach(window -> restated.add(window.toString()));
    windows.moving().forEach(window -> moving.add(window.toString()));
  }

  /** Adds a day that was published with so many rows. */
  void published(LocalDate day, long count) {
    published.add(day.toString());
    rows += count;
  }

  /** Adds it all to a report. */
  RunReport into(RunReport report) {
    return report
        .with("rows_read", kept + rejected)
        .with("rows_kept", kept)
        .with("rows_quarantined", rejected)
        .with("rejects_by_reason", rejects)
        .with("windows_restated", restated.size())
        .with("restated", restated)
        .with("windows_still_moving", moving.size())
        .with("still_moving", moving)
        .with("days_published", published)
        .with("output_rows", rows);
  }
}
