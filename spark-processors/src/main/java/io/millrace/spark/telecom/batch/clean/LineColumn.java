package io.millrace.spark.telecom.batch.clean;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What else is known of a line: the columns behind those of {@link EventField}, for rules. */
enum LineColumn {
  /** What it is: {@code line}, {@code blank_line}, {@code empty_file} or {@code damaged_file}. */
  KIND(DataTypes.StringType),
  /** Why it is no event at all, see {@link Malformation}; null if it is one. */
  MALFORMED(DataTypes.StringType),
  /** The first field whose value cannot be of its type; null if there is none. */
  MISTYPED_FIELD(DataTypes.StringType),
  /** The first required field that is not there. */
  MISSING_FIELD(DataTypes.StringType),
  /** The first required field that is null. */
  NULL_FIELD(DataTypes.StringType),
  /** The first number that was within quotation marks. */
  TEXT_NUMBER_FIELD(DataTypes.StringType),
  /** The first field that no event has. */
  UNKNOWN_FIELD(DataTypes.StringType),
  /** How the event's time was written, see {@link EventTimes.Format}; null if it has none. */
  EVENT_TIME_FORMAT(DataTypes.StringType),
  /** How the time of recording was written. */
  RECORDED_AT_FORMAT(DataTypes.StringType),
  /** Whether a byte order mark was before it. */
  BOM(DataTypes.BooleanType),
  /** Its length without the line feed; null for a file as a whole. */
  LINE_BYTES(DataTypes.LongType),
  /**
   * Against the earlier lines of its id: {@code exact} or {@code conflict}; null if it is the
   * first.
   */
  DUPLICATE(DataTypes.StringType),
  /** The file's number. */
  FILE(DataTypes.IntegerType),
  /** Where it begins in the file, uncompressed. */
  LINE_OFFSET(DataTypes.LongType),
  /** Its bytes, or the first 64 KiB of too many; if they are no UTF-8, then neither is this. */
  LINE(DataTypes.StringType),
  /** Whether its id may be another line's too. */
  CANDIDATE(DataTypes.BooleanType);

  /** Fields of the event, then these. */
  static final StructType SCHEMA =
      new StructType(
          Stream.concat(
                  // Any of them may be null here.
                  Arrays.stream(EventField.SCHEMA.fields())
                      .map(
                          field ->
                              DataTypes.createStructField(field.name(), field.dataType(), true)),
                  Arrays.stream(values())
                      .map(column -> DataTypes.createStructField(column.id(), column.type, true)))
              .toArray(StructField[]::new));

  private final DataType type;

  LineColumn(DataType type) {
    this.type = type;
  }

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Where it is in a row of {@link #SCHEMA}. */
  int index() {
    return EventField.count() + ordinal();
  }
}
