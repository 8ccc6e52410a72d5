package io.millrace.spark.telecom;

import io.millrace.model.telecom.TelecomRow;
import io.millrace.spark.change.RowImage;
import io.millrace.spark.change.UnreadableRecordException;

/** Reads an image of {@code telecom_events} into the model. */
final class TelecomRowReader {

  private TelecomRowReader() {}

  static TelecomRow read(RowImage image) throws UnreadableRecordException {
    return new TelecomRow(
        RowImage.require("event_id", image.number("event_id")),
        image.text("event_type"),
        image.instant("event_time"),
        RowImage.require("recorded_at", image.instant("recorded_at")),
        image.text("region"),
        image.text("subscriber"),
        image.number("duration_seconds"),
        image.decimal("megabytes"),
        image.decimal("amount"));
  }
}
