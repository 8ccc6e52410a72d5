package io.millrace.spark.change;

import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/**
 * Turns a Kafka record into what it means for aggregates: row images that are counted (sign +1) or
 * taken back (sign -1), or a dead letter with its reason.
 *
 * <p>An image that its reader refuses contributes nothing, neither when it comes nor when it goes,
 * so a dirty row that is corrected is counted from its correction on.
 *
 * @param <C> what one image contributes
 */
public final class ChangeDecoder<C> implements Serializable {

  private static final long serialVersionUID = 1L;

  /** The columns of Spark's Kafka source that it reads, in this order. */
  public static final List<String> COLUMNS =
      List.of("topic", "partition", "offset", "key", "value");

  private final Reader<C> reader;

  /** Reads an image of the domain's table; a pure function of its arguments. */
  @FunctionalInterface
  public interface Reader<C> extends Serializable {

    /**
     * What the image contributes.
     *
     * @param sign +1 it came, -1 it is taken back
     * @throws UnreadableRecordException if it cannot be read, or breaks a rule
     */
    C read(Origin origin, int sign, RowImage image, Instant commitTime)
        throws UnreadableRecordException;
  }

  /**
   * What a record means; both lists are empty for a tombstone, a heartbeat, and a row that is only
   * shown once more.
   *
   * @param contributions none, one, or two: what is taken back comes first
   * @param deadLetters none or one
   * @param repeated whether it shows a row once more: sums cannot tell whether they have it
   * @param heartbeat when PostgreSQL committed it, if it is a heartbeat; null otherwise
   */
  public record Decoded<C>(
      List<C> contributions,
      List<DeadLetter> deadLetters,
      boolean repeated,
      @Nullable Instant heartbeat) {

    private static <C> Decoded<C> nothing() {
      return new Decoded<>(List.of(), List.of(), false, null);
    }

    private static <C> Decoded<C> beat(Instant commitTime) {
      return new Decoded<>(List.of(), List.of(), false, commitTime);
    }

    private static <C> Decoded<C> refused(DeadLetter letter) {
      return new Decoded<>(List.of(), List.of(letter), false, null);
    }

    private static <C> Decoded<C> repetition() {
      return new Decoded<>(List.of(), List.of(), true, null);
    }
  }

  /** A decoder of one table's change events. */
  public ChangeDecoder(Reader<C> reader) {
    this.reader = reader;
  }

  /** The records as rows of {@link #COLUMNS}, partitioned as they are. */
  public static JavaRDD<Row> columns(Dataset<Row> records) {
    return records.select(COLUMNS.stream().map(functions::col).toArray(Column[]::new)).toJavaRDD();
  }

  /**
   * Decodes one record.
   *
   * @param kafka a row of {@link #COLUMNS}
   */
  public Decoded<C> decode(Row kafka) {
    byte[] value = kafka.getAs(4);
    if (value == null) {
      return Decoded.nothing();
    }
    try {
      ChangeEvent event = ChangeEvent.parse(value);
      if (event.operation() == Operation.MESSAGE) {
        // The bridge captures no other logical decoding messages than its heartbeats.
        return Decoded.beat(event.commitTime());
      }
      if (event.repeated()) {
        return Decoded.repetition();
      }
      Decoded<C> decoded = new Decoded<>(new ArrayList<>(2), new ArrayList<>(1), false, null);
      decode(kafka, event, decoded);
      return decoded;
    } catch (UnreadableRecordException e) {
      return Decoded.refused(letter(kafka, e));
    }
  }

  private void decode(Row kafka, ChangeEvent event, Decoded<C> decoded) {
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
                      new UnreadableRecordException(
                          "truncate",
                          "TRUNCATE names no rows, so nothing was taken back; delete rows instead,"
                              + " or reset the aggregates and snapshot again")));
      case MESSAGE -> throw new IllegalArgumentException("a heartbeat changes no row");
    }
  }

  private void takeBack(Row kafka, ChangeEvent event, RowImage image, Decoded<C> decoded) {
    try {
      decoded.contributions().add(reader.read(origin(kafka), -1, image, event.commitTime()));
    } catch (UnreadableRecordException e) {
      // It was a dead letter when it came, so there is nothing to take back.
      return;
    }
  }

  private void count(Row kafka, ChangeEvent event, RowImage image, Decoded<C> decoded) {
    try {
      decoded.contributions().add(reader.read(origin(kafka), 1, image, event.commitTime()));
    } catch (UnreadableRecordException e) {
      decoded.deadLetters().add(letter(kafka, e));
    }
  }

  private static Origin origin(Row kafka) {
    return new Origin(kafka.getString(0), kafka.getInt(1), kafka.getLong(2));
  }

  private static DeadLetter letter(Row kafka, UnreadableRecordException why) {
    return new DeadLetter(
        kafka.getString(0),
        kafka.getInt(1),
        kafka.getLong(2),
        kafka.getAs(3),
        kafka.getAs(4),
        why.reason(),
        String.valueOf(why.getMessage()));
  }
}
