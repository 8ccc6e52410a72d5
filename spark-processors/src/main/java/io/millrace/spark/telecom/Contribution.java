package io.millrace.spark.telecom;

import io.millrace.model.telecom.TelecomRow;
import io.millrace.spark.change.Origin;
import io.millrace.spark.change.WindowedChange;
import java.time.Instant;
import java.util.Objects;

/**
 * What one image of a row does to its window.
 *
 * @param sign +1 counted, -1 taken back
 * @param row keeps all rules, so type, time and region are there
 * @param commitTime when PostgreSQL committed the change
 */
public record Contribution(Origin origin, int sign, TelecomRow row, Instant commitTime)
    implements WindowedChange {

  @Override
  public Instant eventTime() {
    return Objects.requireNonNull(row.eventTime());
  }
}
