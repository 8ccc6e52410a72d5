package io.millrace.spark.retail;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_csv;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Records as texts by column: the columns of {@link SalesColumn}, null where nothing is given, with
 * {@value #LINE}, {@value #RECORD} and {@value #MALFORMED} before them.
 */
final class TextFields {

  /** On which a record begins, from 1. */
  static final String LINE = "line";

  /** As the file has it. */
  static final String RECORD = "record";

  /** Whether the record has not the header's fields; it has no values then. */
  static final String MALFORMED = "malformed";

  /** Of what {@link #of} takes. */
  static final StructType RECORDS =
      DataTypes.createStructType(
          new StructField[] {
            DataTypes.createStructField(LINE, DataTypes.LongType, false),
            DataTypes.createStructField(RECORD, DataTypes.StringType, false),
            DataTypes.createStructField("open", DataTypes.BooleanType, false)
          });

  private static final String FIELDS = "fields";
  private static final String CORRUPT = "corrupt";
  private static final List<String> NOTHING = List.of("", "null", "nan", "n/a", "none");

  private TextFields() {}

  /**
   * Splits records by Spark's CSV reader.
   *
   * @param records of the schema {@link #RECORDS}
   */
  static Dataset<Row> of(Dataset<Row> records, SalesHeader header) {
    List<StructField> fields = new ArrayList<>();
    for (int i = 0; i < header.fields().size(); i++) {
      fields.add(DataTypes.createStructField("f" + i, DataTypes.StringType, true));
    }
    fields.add(DataTypes.createStructField(CORRUPT, DataTypes.StringType, true));
    Map<String, String> options =
        Map.of(
            "sep",
            String.valueOf(header.separator().character()),
            "escape",
            "\"",
            "mode",
            "PERMISSIVE",
            "columnNameOfCorruptRecord",
            CORRUPT);
    Dataset<Row> split =
        records
            .withColumn(
                FIELDS,
                from_csv(col(RECORD), lit(DataTypes.createStructType(fields).toDDL()), options))
            .withColumn(MALFORMED, col("open").or(col(FIELDS + "." + CORRUPT).isNotNull()));
    List<Column> columns = new ArrayList<>(List.of(col(LINE), col(RECORD), col(MALFORMED)));
    for (SalesColumn column : SalesColumn.values()) {
      Integer position = header.positions().get(column);
      Column text =
          position == null
              ? lit(null).cast(DataTypes.StringType)
              : when(col(MALFORMED).equalTo(false), given(col(FIELDS + ".f" + position)));
      columns.add(text.as(column.column()));
    }
    return split.select(columns.toArray(Column[]::new));
  }

  /** Without spaces around it; null for nothing, also in the words that programs write for it. */
  private static Column given(Column field) {
    Column text = regexp_replace(field, "^[\\s\\u00a0]+|[\\s\\u00a0]+$", "");
    return when(lower(text).isin(NOTHING.toArray()).equalTo(false), text);
  }
}
