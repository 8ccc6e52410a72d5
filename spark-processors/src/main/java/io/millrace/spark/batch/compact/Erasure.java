package io.millrace.spark.batch.compact;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What becomes of rows when a subscriber is forgotten, whatever table they are of.
 *
 * <ul>
 *   <li>A row of which he is the {@code subscriber} goes.
 *   <li>Where he is the {@code counterparty} only, that becomes null and the row stays: it is
 *       another's.
 *   <li>A change event ({@code value} beside {@code kafka_offset}) is treated likewise, by the
 *       images in it.
 *   <li>A row that names him in any other text goes, such as a quarantined line: who may read of
 *       him there cannot be told.
 * </ul>
 *
 * <p>He is in no literal of a plan, which Spark would log and show: only in the functions' closure.
 */
final class Erasure {

  private static final String SUBSCRIBER = "subscriber";
  private static final String COUNTERPARTY = "counterparty";
  private static final String VALUE = "value";
  private static final String OFFSET = "kafka_offset";

  private final UserDefinedFunction is;
  private final UserDefinedFunction isIn;
  private final UserDefinedFunction change;

  Erasure(Subscriber subscriber) {
    this.is =
        udf(
            (UDF1<String, Boolean>) value -> value != null && subscriber.is(value),
            DataTypes.BooleanType);
    this.isIn =
        udf(
            (UDF1<String, Boolean>) text -> text != null && subscriber.isIn(text),
            DataTypes.BooleanType);
    this.change =
        udf(
            (UDF1<String, String>)
                value -> value == null ? null : ErasedChange.of(value, subscriber),
            DataTypes.StringType);
  }

  /** Whether a row names him at all. */
  Column names(StructType schema) {
    Column any = lit(false);
    for (StructField field : schema.fields()) {
      if (isText(field)) {
        any = any.or(isIn.apply(text(field)));
      }
    }
    return any;
  }

  /** The rows without him, with all their columns. */
  Dataset<Row> apply(Dataset<Row> rows) {
    StructType schema = rows.drop(Rewriter.FILE).schema();
    List<String> columns = Arrays.asList(schema.fieldNames());
    boolean isArchive = columns.contains(VALUE) && columns.contains(OFFSET);
    Column goes = lit(false);
    for (StructField field : schema.fields()) {
      String name = field.name();
      if (name.equals(SUBSCRIBER)) {
        goes = goes.or(is.apply(col(name)));
      } else if (isArchive && name.equals(VALUE)) {
        goes = goes.or(col(name).isNotNull().and(change.apply(col(name)).isNull()));
      } else if (isText(field) && !name.equals(COUNTERPARTY)) {
        goes = goes.or(isIn.apply(text(field)));
      }
    }
    Dataset<Row> kept = rows.where(not(goes));
    if (columns.contains(COUNTERPARTY)) {
      kept =
          kept.withColumn(COUNTERPARTY, when(not(is.apply(col(COUNTERPARTY))), col(COUNTERPARTY)));
    }
    return isArchive ? kept.withColumn(VALUE, change.apply(col(VALUE))) : kept;
  }

  private static boolean isText(StructField field) {
    return field.dataType() instanceof StringType
        || field.dataType() instanceof BinaryType
        || field.dataType() instanceof StructType
        || field.dataType() instanceof ArrayType;
  }

  private static Column text(StructField field) {
    Column column = col("`" + field.name() + "`");
    if (field.dataType() instanceof StringType || field.dataType() instanceof BinaryType) {
      return column.cast(DataTypes.StringType);
    }
    return to_json(column);
  }
}
