package io.millrace.spark.telecom;

import io.millrace.model.telecom.TelecomRow;
import io.millrace.model.telecom.TelecomRule;
import io.millrace.spark.change.ChangeDecoder;
import io.millrace.spark.change.Origin;
import io.millrace.spark.change.RowImage;
import io.millrace.spark.change.UnreadableRecordException;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads change events of {@code telecom_events}; an image that breaks a rule contributes nothing.
 */
public final class TelecomDecoder {

  /** The decoder. */
  public static final ChangeDecoder<Contribution> DECODER =
      new ChangeDecoder<>(TelecomDecoder::read);

  private TelecomDecoder() {}

  private static Contribution read(Origin origin, int sign, RowImage image, Instant commitTime)
      throws UnreadableRecordException {
    TelecomRow row =
        new TelecomRow(
            RowImage.require("event_id", image.number("event_id")),
            image.text("event_type"),
            image.instant("event_time"),
            RowImage.require("recorded_at", image.instant("recorded_at")),
            image.text("region"),
            image.text("subscriber"),
            image.number("duration_seconds"),
            image.decimal("megabytes"),
            image.decimal("amount"));
    Optional<TelecomRule> broken = TelecomRule.firstBroken(row);
    if (broken.isPresent()) {
      throw new UnreadableRecordException(broken.get().reason(), row.toString());
    }
    return new Contribution(origin, sign, row, commitTime);
  }
}
