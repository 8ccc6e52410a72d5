package io.millrace.spark.telecom.batch.clean;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.millrace.runtime.InvalidSettingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Judges lines: a pure function of a dataset. Spark compiles the conditions of all rules into one
 * loop, so a rule that is data costs no more than one that is code.
 */
final class RuleColumns {

  /** Which conditions a line meets: bit i for rule i. */
  static final String BITS = "rule_bits";

  /** The hash of the event, of which a file's checksum is made. */
  static final String HASH = "hash";

  /** The line's columns, then those of this class; {@code line} only if a rule met it. */
  static final StructType JUDGED =
      LineColumn.SCHEMA.add(BITS, DataTypes.LongType).add(HASH, DataTypes.LongType);

  private RuleColumns() {}

  /**
   * Checks every condition and every {@code set} against the columns there are.
   *
   * @param file of the rules, for the message
   * @throws InvalidSettingException naming the rule, what is wrong with it, and the columns
   */
  static void check(SparkSession spark, RuleSet rules, String file) {
    Dataset<Row> lines = spark.createDataFrame(List.of(), LineColumn.SCHEMA);
    for (CleaningRule rule : rules.rules()) {
      DataType type = type(lines, rule, rule.when(), file);
      if (!(type instanceof BooleanType)) {
        throw new InvalidSettingException(
            "--rules",
            file,
            "a condition of true or false; that of rule "
                + rule.name()
                + " is "
                + type.simpleString()
                + ": "
                + rule.when());
      }
      rule.set().values().forEach(value -> type(lines, rule, value, file));
    }
  }

  private static DataType type(Dataset<Row> lines, CleaningRule rule, String sql, String file) {
    try {
      return lines.select(expr(sql)).schema().fields()[0].dataType();
    } catch (Exception e) {
      // Spark throws AnalysisException, which it does not declare to Java.
      if (!(e instanceof AnalysisException analysis)) {
        throw e;
      }
      throw new InvalidSettingException(
          "--rules",
          file,
          "Spark's SQL over "
              + Arrays.stream(LineColumn.SCHEMA.fieldNames()).collect(Collectors.joining(", "))
              + "; of rule "
              + rule.name()
              + " it says: "
              + analysis.getSimpleMessage().lines().findFirst().orElse(""));
    }
  }

  /**
   * The lines, mended as far as rules do that, with {@link #BITS}.
   *
   * @param lines of {@link LineColumn#SCHEMA}, and maybe more columns, which stay
   */
  static Dataset<Row> judge(Dataset<Row> lines, RuleSet rules) {
    Dataset<Row> judged = lines;
    List<Column> conditions = new ArrayList<>();
    for (int i = 0; i < rules.rules().size(); i++) {
      CleaningRule rule = rules.rules().get(i);
      conditions.add(coalesce(expr(rule.when()), lit(false)).as(met(i)));
      if (!rule.set().isEmpty()) {
        // What is judged once more is mended then, from what it was.
        Column mends = col(met(i)).and(not(col(LineColumn.CANDIDATE.id())));
        judged = set(with(judged, conditions), rule, mends);
        conditions.clear();
      }
    }
    judged = with(judged, conditions);
    Column bits = lit(0L);
    for (int i = 0; i < rules.rules().size(); i++) {
      bits = bits.bitwiseOR(when(col(met(i)), lit(1L << i)).otherwise(lit(0L)));
    }
    return judged.withColumn(BITS, bits).drop(metColumns(rules));
  }

  private static String[] metColumns(RuleSet rules) {
    return IntStream.range(0, rules.rules().size())
        .mapToObj(RuleColumns::met)
        .toArray(String[]::new);
  }

  private static String met(int rule) {
    return "met_" + rule;
  }

  private static Dataset<Row> with(Dataset<Row> lines, List<Column> more) {
    List<Column> columns = new ArrayList<>();
    columns.add(col("*"));
    columns.addAll(more);
    return lines.select(columns.toArray(Column[]::new));
  }

  private static Dataset<Row> set(Dataset<Row> lines, CleaningRule rule, Column mends) {
    List<Column> columns = new ArrayList<>();
    for (StructField field : lines.schema().fields()) {
      String value = rule.set().get(field.name());
      columns.add(
          value == null
              ? col(field.name())
              : when(mends, expr(value).cast(field.dataType()))
                  .otherwise(col(field.name()))
                  .as(field.name()));
    }
    return lines.select(columns.toArray(Column[]::new));
  }

  /**
   * Judged lines as they are written: with {@link #JUDGED}'s columns.
   *
   * @param judged as {@link #judge} answers
   */
  static Dataset<Row> written(Dataset<Row> judged) {
    List<Column> columns = new ArrayList<>();
    for (StructField field : LineColumn.SCHEMA.fields()) {
      Column column = col(field.name());
      columns.add(
          field.name().equals(LineColumn.LINE.id())
              // Of most lines nobody wants it.
              ? when(col(BITS).notEqual(lit(0L)).or(col(LineColumn.CANDIDATE.id())), column)
                  .as(field.name())
              : column);
    }
    columns.add(col(BITS));
    columns.add(xxhash64(eventColumns()).as(HASH));
    return judged.select(columns.toArray(Column[]::new));
  }

  /** The fields of the event. */
  static Column[] eventColumns() {
    return Arrays.stream(EventField.values()).map(field -> col(field.id())).toArray(Column[]::new);
  }
}
