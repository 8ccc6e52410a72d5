package io.millrace.spark.batch.dataset;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows and their checksum, whatever their order: the sum, modulo 2⁶⁴, of a hash of each. A row's
 * hash is the xxHash64 of the sum of the xxHash64 of name and value of each column that is not
 * null, so a column that is added, null everywhere, changes nothing.
 *
 * @param rows how many
 * @param total of their hashes
 */
public record RowChecksum(long rows, long total) implements Serializable {

  private static final String KEY = "checksum_key";

  /** Of no row. */
  public static final RowChecksum NONE = new RowChecksum(0, 0);

  /** Of these rows and others. */
  public RowChecksum plus(RowChecksum other) {
    return new RowChecksum(rows + other.rows, total + other.total);
  }

  /** The total as {@link DataFile#checksum()} has it: sixteen hexadecimal digits. */
  public String text() {
    return String.format(Locale.ROOT, "%016x", total);
  }

  /**
   * Those of groups of rows.
   *
   * @param columns that are hashed
   * @param key by which they are grouped, a text or a number, such as their file
   */
  public static Map<String, RowChecksum> by(Dataset<Row> rows, String[] columns, Column key) {
    Dataset<Row> hashed =
        rows.select(key.cast("string").as(KEY), hash(columns).as("hash"))
            .groupBy(KEY)
            .agg(count(lit(1)), sum(col("hash")));
    Map<String, RowChecksum> sums = new HashMap<>();
    for (Row group : hashed.collectAsList()) {
      sums.put(group.getString(0), new RowChecksum(group.getLong(1), group.getLong(2)));
    }
    return sums;
  }

  private static Column hash(String[] columns) {
    Column all = lit(0L);
    for (String name : columns) {
      Column value = col("`" + name + "`");
      // Without its name, a value would count the same in any column.
      Column own = when(value.isNotNull(), xxhash64(lit(name), value));
      all = all.plus(coalesce(own, lit(0L)));
    }
    return xxhash64(all);
  }
}
