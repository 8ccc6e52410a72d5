package io.millrace.spark.telecom.batch.clean;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** The fields of an event, in the order of the columns of {@code telecom_events} and of Parquet. */
enum EventField {
  EVENT_ID(DataTypes.LongType, Presence.REQUIRED),
  EVENT_TYPE(DataTypes.StringType, Presence.REQUIRED),
  EVENT_TIME(DataTypes.TimestampType, Presence.REQUIRED),
  RECORDED_AT(DataTypes.TimestampType, Presence.REQUIRED),
  REGION(DataTypes.StringType, Presence.REQUIRED),
  SUBSCRIBER(DataTypes.StringType, Presence.OPTIONAL),
  COUNTERPARTY(DataTypes.StringType, Presence.OPTIONAL),
  DURATION_SECONDS(DataTypes.LongType, Presence.OPTIONAL),
  MEGABYTES(DataTypes.createDecimalType(14, 3), Presence.OPTIONAL),
  AMOUNT(DataTypes.createDecimalType(14, 2), Presence.OPTIONAL),
  SOURCE(DataTypes.StringType, Presence.OPTIONAL);

  private enum Presence {
    REQUIRED,
    OPTIONAL
  }

  private static final EventField[] ALL = values();
  private static final Map<String, EventField> BY_ID =
      Arrays.stream(ALL).collect(Collectors.toMap(EventField::id, Function.identity()));

  /** What Parquet holds of an event. */
  static final StructType SCHEMA =
      new StructType(
          Arrays.stream(ALL)
              .map(
                  field ->
                      DataTypes.createStructField(
                          field.id, field.type, field.presence == Presence.OPTIONAL))
              .toArray(StructField[]::new));

  private final DataType type;
  private final Presence presence;
  private final String id;
  private final UTF8String text;

  EventField(DataType type, Presence presence) {
    this.type = type;
    this.presence = presence;
    this.id = name().toLowerCase(Locale.ROOT);
    this.text = UTF8String.fromString(id);
  }

  /** Its name in JSON, Parquet and rules. */
  String id() {
    return id;
  }

  /** The same, as Spark's rows hold texts. */
  UTF8String text() {
    return text;
  }

  DataType type() {
    return type;
  }

  boolean required() {
    return presence == Presence.REQUIRED;
  }

  /** The field of that name; null if there is none, since most lines ask for each. */
  static @Nullable EventField of(String id) {
    return BY_ID.get(id);
  }

  static EventField at(int ordinal) {
    return ALL[ordinal];
  }

  static int count() {
    return ALL.length;
  }
}
