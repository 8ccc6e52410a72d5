package io.millrace.spark.batch;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/**
 * A column of a result table, from which follow its types in Spark, ClickHouse's JSON and Parquet.
 *
 * @param name the same everywhere
 * @param nullable whether it may be null
 */
public record Column(String name, Kind kind, Nullability nullable) implements Serializable {

  private static final long MICROS_PER_SECOND = 1_000_000;

  /** What a column holds. */
  public enum Kind {
    /** A text. */
    TEXT,
    /** Texts without commas, which Spark's rows hold as one text with commas between them. */
    TEXTS,
    /** An instant: µs since 1970, UTC. */
    MICROS,
    /** A floating-point number of 64 bits. */
    NUMBER,
    /** A whole number from 0 to 255. */
    BYTE,
    /** True or false. */
    FLAG
  }

  /** Whether a column may be null. */
  public enum Nullability {
    /** Never null. */
    REQUIRED,
    /** Null where nothing is known. */
    OPTIONAL
  }

  /** The column in Spark's rows. */
  public StructField field() {
    return DataTypes.createStructField(name, type(), nullable == Nullability.OPTIONAL);
  }

  /** The texts of a row's column of kind {@link Kind#TEXTS}. */
  public static List<String> texts(Row row, int index) {
    String joined = row.getString(index);
    return joined.isEmpty() ? List.of() : List.of(joined.split(",", -1));
  }

  /** The instant of a row's column of kind {@link Kind#MICROS}, which must not be null. */
  public static Instant instant(Row row, int index) {
    long micros = row.getLong(index);
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS_PER_SECOND), Math.floorMod(micros, MICROS_PER_SECOND) * 1_000);
  }

  private DataType type() {
    return switch (kind) {
      case TEXT, TEXTS -> DataTypes.StringType;
      case MICROS -> DataTypes.LongType;
      case NUMBER -> DataTypes.DoubleType;
      case BYTE -> DataTypes.IntegerType;
      case FLAG -> DataTypes.BooleanType;
    };
  }
}
