package io.millrace.spark.flights.batch;

import static io.millrace.spark.batch.Column.Kind.BYTE;
import static io.millrace.spark.batch.Column.Kind.FLAG;
import static io.millrace.spark.batch.Column.Kind.MICROS;
import static io.millrace.spark.batch.Column.Kind.NUMBER;
import static io.millrace.spark.batch.Column.Kind.TEXT;
import static io.millrace.spark.batch.Column.Kind.TEXTS;
import static io.millrace.spark.batch.Column.Nullability.OPTIONAL;
import static io.millrace.spark.batch.Column.Nullability.REQUIRED;

import io.millrace.model.flights.FlightQuality.Assessment;
import io.millrace.model.flights.FlightQuality.StoredVerdict;
import io.millrace.model.flights.FlightQuality.Verdict;
import io.millrace.model.flights.FlightRule;
import io.millrace.model.flights.FlightState;
import io.millrace.spark.batch.Column;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * States as Spark's rows: the columns of {@code opensky.flights_batch} in its order, and behind
 * them what says in which order the states arrived.
 */
final class FlightColumns {

  /** The columns of the result. */
  static final List<Column> TABLE =
      List.of(
          new Column("icao24", TEXT, REQUIRED),
          new Column("callsign", TEXT, OPTIONAL),
          new Column("origin_country", TEXT, OPTIONAL),
          new Column("country", TEXT, OPTIONAL),
          new Column("time_position", MICROS, OPTIONAL),
          new Column("last_contact", MICROS, REQUIRED),
          new Column("longitude", NUMBER, OPTIONAL),
          new Column("latitude", NUMBER, OPTIONAL),
          new Column("baro_altitude", NUMBER, OPTIONAL),
          new Column("on_ground", FLAG, REQUIRED),
          new Column("velocity", NUMBER, OPTIONAL),
          new Column("true_track", NUMBER, OPTIONAL),
          new Column("vertical_rate", NUMBER, OPTIONAL),
          new Column("geo_altitude", NUMBER, OPTIONAL),
          new Column("squawk", TEXT, OPTIONAL),
          new Column("spi", FLAG, REQUIRED),
          new Column("position_source", BYTE, REQUIRED),
          new Column("observed_at", MICROS, REQUIRED),
          new Column("rules", TEXTS, REQUIRED),
          new Column("quarantined", FLAG, REQUIRED),
          new Column("source", TEXT, REQUIRED));

  /** Position of the object among all that are read, in order of arrival. */
  static final String OBJECT = "arrival_object";

  /** Position of the state in its object, or the row's key. */
  static final String POSITION = "arrival_position";

  /** The run whose states it is judged beside; empty once it is judged. */
  static final String RUN = "run";

  /** All of them. */
  static final StructType ROW = schema();

  static final int ICAO24 = index("icao24");
  static final int OBSERVED_AT = index("observed_at");
  static final int RULES = index("rules");
  static final int QUARANTINED = index("quarantined");

  private static final int SOURCE = index("source");
  private static final int OBJECT_INDEX = TABLE.size();
  private static final int POSITION_INDEX = TABLE.size() + 1;
  private static final int RUN_INDEX = TABLE.size() + 2;
  private static final long MICROS_PER_SECOND = 1_000_000;

  private FlightColumns() {}

  /** A state that was read and not judged yet. */
  static Row read(FlightState state, InputObject object, long position) {
    return row(
        state,
        "",
        /* quarantined= */ false,
        object.source(),
        object.ordinal(),
        position,
        object.run());
  }

  /** The same row, judged. */
  static Row judged(Row read, Assessment assessment) {
    return row(
        assessment.state(),
        assessment.broken().stream().map(FlightRule::reason).collect(Collectors.joining(",")),
        assessment.verdict() == Verdict.QUARANTINE,
        read.getString(SOURCE),
        read.getInt(OBJECT_INDEX),
        read.getLong(POSITION_INDEX),
        "");
  }

  /** A row that was judged when it came, with the verdict that it counts by. */
  static Row stored(Row read, FlightState state, StoredVerdict verdict) {
    return row(
        state,
        String.join(",", verdict.rules()),
        verdict.quarantined(),
        read.getString(SOURCE),
        read.getInt(OBJECT_INDEX),
        read.getLong(POSITION_INDEX),
        "");
  }

  static String run(Row row) {
    return row.getString(RUN_INDEX);
  }

  /** The state of a row that was read. */
  static FlightState state(Row row) {
    return new FlightState(
        row.getString(0),
        row.getString(1),
        row.getString(2),
        row.getString(3),
        instant(row, 4),
        Column.instant(row, 5),
        number(row, 6),
        number(row, 7),
        number(row, 8),
        row.getBoolean(9),
        number(row, 10),
        number(row, 11),
        number(row, 12),
        number(row, 13),
        row.getString(14),
        row.getBoolean(15),
        row.getInt(16),
        Column.instant(row, 17));
  }

  private static Row row(
      FlightState state,
      String rules,
      boolean quarantined,
      String source,
      int object,
      long position,
      String run) {
    return RowFactory.create(
        state.icao24(),
        state.callsign(),
        state.originCountry(),
        state.country(),
        state.timePosition() == null ? null : micros(state.timePosition()),
        micros(state.lastContact()),
        state.longitude(),
        state.latitude(),
        state.baroAltitude(),
        state.onGround(),
        state.velocity(),
        state.trueTrack(),
        state.verticalRate(),
        state.geoAltitude(),
        state.squawk(),
        state.spi(),
        state.positionSource(),
        micros(state.observedAt()),
        rules,
        quarantined,
        source,
        object,
        position,
        run);
  }

  private static StructType schema() {
    List<StructField> fields = new ArrayList<>();
    TABLE.forEach(column -> fields.add(column.field()));
    fields.add(DataTypes.createStructField(OBJECT, DataTypes.IntegerType, false));
    fields.add(DataTypes.createStructField(POSITION, DataTypes.LongType, false));
    fields.add(DataTypes.createStructField(RUN, DataTypes.StringType, false));
    return DataTypes.createStructType(fields);
  }

  private static int index(String column) {
    return ROW.fieldIndex(column);
  }

  private static long micros(Instant time) {
    return time.getEpochSecond() * MICROS_PER_SECOND + time.getNano() / 1_000;
  }

  private static @Nullable Instant instant(Row row, int column) {
    return row.isNullAt(column) ? null : Column.instant(row, column);
  }

  private static @Nullable Double number(Row row, int column) {
    return row.isNullAt(column) ? null : row.getDouble(column);
  }
}
