package io.millrace.gateway.download;

import io.millrace.gateway.analytics.SqlText;
import io.millrace.gateway.request.AnswerFormat;
import io.millrace.gateway.request.TimeRange;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * A table to be written to a file.
 *
 * @param table names it in file names and measurements, such as {@code telecom-metrics}
 * @param range what it is of; null for a table that has no range of instants
 * @param format CSV or Parquet
 * @param rows the SQL of its rows, with the columns named as in JSON
 */
public record Download(String table, @Nullable TimeRange range, AnswerFormat format, SqlText rows) {

  /** ISO 8601 in the basic format: not every system has colons in file names. */
  private static final DateTimeFormatter IN_FILE_NAMES =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /**
   * Checks the format.
   *
   * @throws IllegalArgumentException if it is none of files
   */
  public Download {
    if (!format.isDownload()) {
      throw new IllegalArgumentException(format + " is not a format of files");
    }
  }

  /** Such as {@code telecom-metrics_20261121T100000Z_20261121T110000Z.csv}. */
  String fileName() {
    if (range == null) {
      return table + "." + format.parameter();
    }
    return "%s_%s_%s.%s"
        .formatted(
            table,
            IN_FILE_NAMES.format(range.from()),
            IN_FILE_NAMES.format(range.to()),
            format.parameter());
  }

  /** How ClickHouse calls the format. */
  String clickHouseFormat() {
    return format == AnswerFormat.CSV ? "CSVWithNames" : "Parquet";
  }
}
