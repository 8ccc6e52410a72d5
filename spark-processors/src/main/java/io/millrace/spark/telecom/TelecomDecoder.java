package io.millrace.spark.telecom;

import io.millrace.model.telecom.TelecomRow;
import io.millrace.model.telecom.TelecomRule;
import io.millrace.spark.change.ChangeEvent;
import io.millrace.spark.change.RowImage;
import io.millrace.spark.change.UnreadableRecordException;
import io.millrace.spark.sink.DeadLetter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;

/**
 * Turns a Kafka record into what it means for the aggregates: contributions that are counted (sign
 * +1) or taken back (sign -1), or a dead letter with its reason.
 *
 * <p>An image that breaks a {@link TelecomRule} contributes nothing, neither when it comes nor when
 * it goes, so a dirty row that is corrected is counted from its correction on.
 */
public final class TelecomDecoder {

  /** The columns of Spark's Kafka source that it reads, in this order. */
  public static final List<String> COLUMNS =
      List.of("topic", "partition", "offset", "key", "value");

  private TelecomDecoder() {}

  /**
   * What a record means; both lists are empty for a tombstone, a logical message, and a row that is
   * only shown once more.
   *
   * @param contributions none, one or two
   * @param deadLetters none or one
   * @param repeated whether it shows a row once more: sums cannot tell whether they have it
   */
  public record Decoded(
      List<Contribution> contributions, List<DeadLetter> deadLetters, boolean repeated) {

    private static Decoded of(ChangeEvent event) {
      return new Decoded(new ArrayList<>(2), new ArrayList<>(1), event.repeated());
    }
  }

  private static final Decoded NOTHING = new Decoded(List.of(), List.of(), false);

  /**
   * Decodes one record.
   *
   * @param kafka a row of {@link #COLUMNS}
   */
  public static Decoded decode(Row kafka) {
    byte[] value = kafka.getAs(4);
    if (value == null) {
      return NOTHING;
    }
    try {
      ChangeEvent event = ChangeEvent.parse(value);
      Decoded decoded = Decoded.of(event);
      if (!event.repeated()) {
        decode(kafka, event, decoded);
      }
      return decoded;
    } catch (UnreadableRecordException e) {
      return new Decoded(
          List.of(), List.of(letter(kafka, e.reason(), String.valueOf(e.getMessage()))), false);
    }
  }

  private static void decode(Row kafka, ChangeEvent event, Decoded decoded) {
    switch (event.operation()) {
      case READ, CREATE, UPDATE, DELETE -> {
        RowImage before = event.before();
        if (before != null) {
          takeBack(kafka, event, before, decoded);
        }
        RowImage after = event.after();
        if (after != null) {
          count(kafka, event, after, decoded);
        }
      }
      case TRUNCATE ->
          decoded
              .deadLetters()
              .add(
                  letter(
                      kafka,
                      "truncate",
                      "TRUNCATE names no rows, so nothing was taken back; delete rows instead, or"
                          + " reset the aggregates and snapshot again"));
      case MESSAGE -> {
        // A logical decoding message, such as the bridge's heartbeat, changes no row.
      }
    }
  }

  private static void takeBack(Row kafka, ChangeEvent event, RowImage image, Decoded decoded) {
    TelecomRow row;
    try {
      row = TelecomRowReader.read(image);
    } catch (UnreadableRecordException e) {
      // It was a dead letter when it came, so there is nothing to take back.
      return;
    }
    if (TelecomRule.firstBroken(row).isEmpty()) {
      decoded.contributions().add(new Contribution(origin(kafka), -1, row, event.commitTime()));
    }
  }

  private static void count(Row kafka, ChangeEvent event, RowImage image, Decoded decoded) {
    TelecomRow row;
    try {
      row = TelecomRowReader.read(image);
    } catch (UnreadableRecordException e) {
      decoded.deadLetters().add(letter(kafka, e.reason(), String.valueOf(e.getMessage())));
      return;
    }
    Optional<TelecomRule> broken = TelecomRule.firstBroken(row);
    if (broken.isEmpty()) {
      decoded.contributions().add(new Contribution(origin(kafka), 1, row, event.commitTime()));
    } else {
      decoded.deadLetters().add(letter(kafka, broken.get().reason(), row.toString()));
    }
  }

  private static Origin origin(Row kafka) {
    return new Origin(kafka.getString(0), kafka.getInt(1), kafka.getLong(2));
  }

  private static DeadLetter letter(Row kafka, String reason, String detail) {
    return new DeadLetter(
        kafka.getString(0),
        kafka.getInt(1),
        kafka.getLong(2),
        kafka.getAs(3),
        kafka.getAs(4),
        reason,
        detail);
  }
}
