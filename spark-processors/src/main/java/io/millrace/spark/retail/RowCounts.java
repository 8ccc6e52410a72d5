package io.millrace.spark.retail;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import io.millrace.model.retail.RetailRule;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How many rows there are, and how often each rule was named, counted in one go. */
final class RowCounts {

  private static final String ROW = "(row)";
  private static final String ROW_RECOVERED = "(row recovered)";

  private final Map<String, Long> kept = new HashMap<>();
  private final Map<String, Long> dropped = new HashMap<>();

  /**
   * Counts.
   *
   * @param sales of {@link Verdicts}
   */
  static RowCounts of(Dataset<Row> sales) {
    RowCounts counts = new RowCounts();
    for (Row row :
        sales
            .select(
                col(Verdicts.KEPT),
                explode(
                        concat(
                            array(lit(ROW)),
                            when(size(col(Recovery.RECOVERED)).gt(0), array(lit(ROW_RECOVERED)))
                                .otherwise(array().cast("array<string>")),
                            col(Recovery.RECOVERED),
                            col(Verdicts.FLAGS),
                            col(Verdicts.REASONS),
                            col(TypedSales.UNPARSED + ".reason")))
                    .as("rule"))
            .groupBy(Verdicts.KEPT, "rule")
            .agg(count(lit(1)))
            .collectAsList()) {
      (row.getBoolean(0) ? counts.kept : counts.dropped).put(row.getString(1), row.getLong(2));
    }
    return counts;
  }

  long rows() {
    return rowsKept() + dropped.getOrDefault(ROW, 0L);
  }

  long rowsKept() {
    return kept.getOrDefault(ROW, 0L);
  }

  /** Rows kept of which a field was filled in. */
  long rowsRecovered() {
    return kept.getOrDefault(ROW_RECOVERED, 0L);
  }

  /** How often each rule of an action was named, also those that never were. */
  Map<String, Long> of(RetailRule.Action action) {
    Map<String, Long> counts = ofRowsKept(action);
    counts.replaceAll((rule, count) -> count + dropped.getOrDefault(rule, 0L));
    return counts;
  }

  /** The same of rows that are kept. */
  Map<String, Long> ofRowsKept(RetailRule.Action action) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (RetailRule rule : RetailRule.of(action)) {
      counts.put(rule.reason(), kept.getOrDefault(rule.reason(), 0L));
    }
    return counts;
  }
}
