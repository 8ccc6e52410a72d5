package io.millrace.spark.retail;

import io.millrace.spark.batch.BatchStack;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the given file comes to by ClickHouse's own reading of its text and SQL of its own. The file
 * is simpler than what the job can clean, which this SQL relies on: whatever is there can be read.
 */
final class GivenFile {

  private static final String COLUMNS =
      "`Transaction ID` String, `Customer ID` String, `Category` String, `Item` String,"
          + " `Price Per Unit` String, `Quantity` String, `Total Spent` String,"
          + " `Payment Method` String, `Location` String, `Transaction Date` String,"
          + " `Discount Applied` String";

  private static final String SETTINGS =
      " SETTINGS max_threads = 1, input_format_parallel_parsing = 0, join_use_nulls = 1";

  private final BatchStack stack;
  private final String with;

  GivenFile(BatchStack stack, Path path) {
    this.stack = stack;
    this.with =
        """
        WITH raw AS (
          SELECT rowNumberInAllBlocks() + 2 AS line, `Transaction ID` AS id, Category AS c,
            nullIf(Item, '') AS i0, toDecimal64OrNull(`Price Per Unit`, 2) AS p0,
            toInt64(toFloat64OrNull(Quantity)) AS q, toDecimal64OrNull(`Total Spent`, 2) AS t,
            `Payment Method` AS payment_method, Location AS location,
            toDate(`Transaction Date`) AS d, lower(nullIf(`Discount Applied`, '')) AS discount
          FROM file('%s', 'CSVWithNames', '%s')),
        triples AS (
          SELECT c, i0 AS i, p0 AS p, count() AS n FROM raw
          WHERE isNotNull(i0) AND isNotNull(p0) GROUP BY c, i, p),
        one AS (SELECT c, p, any(i) AS found FROM triples GROUP BY c, p HAVING count() = 1),
        priced AS (
          SELECT *, ifNull(CAST(p0 AS Nullable(Decimal(38, 10))),
              CAST(t AS Nullable(Decimal(38, 10))) / q) AS exact,
            toDecimal64(exact, 2) AS price FROM raw),
        filled AS (
          SELECT priced.*, ifNull(i0, found) AS i FROM priced
          LEFT JOIN one ON one.c = priced.c AND one.p = priced.price)
        """
            .formatted(path, COLUMNS);
  }

  /** Each row that is kept. */
  List<String> sales() {
    return texts(
        "concat_ws('|', toString(line), id, c, ifNull(i, '-'), toString(price), toString(q),"
            + " toString(t), payment_method, location, toString(d),"
            + " ['Monday','Tuesday','Wednesday','Thursday','Friday','Saturday','Sunday']"
            + "[toDayOfWeek(d)], formatDateTime(d, '%Y-%m'), ifNull(discount, '-'), "
            + RECOVERED
            + ", if(price * q = t AND exact = price, '[]', '[mismatch]'))"
            + " FROM filled WHERE isNotNull(q) AND isNotNull(t) AND isNotNull(price) AND c != ''"
            + " ORDER BY line");
  }

  private static final String RECOVERED =
      "toString(arrayFilter(x -> x != '', [if(isNull(p0) AND isNotNull(price),"
          + " 'price_from_total_and_quantity', ''), if(isNull(i0) AND isNotNull(i),"
          + " 'item_from_directory', '')]))";

  /** Each row that is dropped. */
  List<String> dropped() {
    return texts(
        "concat_ws('|', toString(line), ifNull(i, '-'), toString(price),"
            + " toString(arrayFilter(x -> x != '', [if(c = '', 'missing_category', ''),"
            + " if(isNull(price), 'missing_price', ''), if(isNull(q), 'missing_quantity', ''),"
            + " if(isNull(t), 'missing_total', '')])), "
            + RECOVERED
            + ") FROM filled WHERE isNull(q) OR isNull(t) OR isNull(price) OR c = ''"
            + " ORDER BY line");
  }

  /** Each entry of the item directory. */
  List<String> directory() {
    return texts(
        "concat_ws('|', c, i, toString(p), toString(n), toString(count() OVER (PARTITION BY c, p)),"
            + " toString(count() OVER (PARTITION BY c, i))) FROM triples ORDER BY c, i");
  }

  /** The leading categories. */
  List<String> topCategories() {
    return texts(
        "concat_ws('|', c, toString(sum(q) AS units)) FROM raw WHERE isNotNull(q)"
            + " GROUP BY c ORDER BY units DESC, c LIMIT 5");
  }

  /** Transactions, total and mean by a column. */
  List<String> means(String by) {
    return texts(
        "concat_ws('|', %1$s, toString(count()), toString(sum(t)),".formatted(by)
            + " toString(floor(100 * toFloat64(sum(t)) / count() + 0.5) / 100)) FROM raw"
            + " WHERE isNotNull(t) GROUP BY %1$s ORDER BY %1$s".formatted(by));
  }

  /** Lines that people must see, as patterns. */
  List<String> printed() {
    List<String> lines = new ArrayList<>();
    for (String top : topCategories()) {
      lines.add("\n" + top.replace("|", " +") + " ");
    }
    for (String by : List.of("payment_method", "location")) {
      for (String mean : means(by)) {
        String[] cells = mean.split("\\|");
        // Money has two decimals on paper, and only those it needs in ClickHouse's text.
        lines.add(
            "\n%s +%s +%s0* +%s0*\n"
                .formatted(cells[0], cells[1], dotted(cells[2]), dotted(cells[3])));
      }
    }
    return lines;
  }

  private static String dotted(String number) {
    return (number.contains(".") ? number : number + ".").replace(".", "\\.");
  }

  /** Fields of the report, as JSON pointers. */
  Map<String, Long> numbers() {
    Map<String, Long> numbers = new LinkedHashMap<>();
    number(numbers, "/rows_read", "count() FROM raw");
    number(numbers, "/rows_kept", "count() FROM raw WHERE isNotNull(q) AND isNotNull(t)");
    number(
        numbers,
        "/rows_kept_fixed",
        "count() FROM filled WHERE isNotNull(q) AND isNotNull(t) AND (isNull(i0) OR isNull(p0))");
    number(numbers, "/rows_quarantined", "count() FROM raw WHERE isNull(q) OR isNull(t)");
    number(numbers, "/quarantined_by/missing_quantity", "countIf(isNull(q)) FROM raw");
    number(numbers, "/quarantined_by/missing_total", "countIf(isNull(t)) FROM raw");
    number(numbers, "/quarantined_by/missing_price", "countIf(isNull(price)) FROM filled");
    number(numbers, "/quarantined_by/missing_category", "countIf(c = '') FROM raw");
    number(numbers, "/recovered_by/price_from_total_and_quantity", "countIf(isNull(p0)) FROM raw");
    number(numbers, "/recovered_by/item_from_directory", "countIf(isNull(i0)) FROM raw");
    number(
        numbers,
        "/recovered_by_of_rows_kept/item_from_directory",
        "countIf(isNull(i0) AND isNotNull(t)) FROM raw");
    number(numbers, "/flagged_by/total_mismatch", "countIf(exact * q != t) FROM priced");
    number(numbers, "/flagged_by/repeated_transaction", "count() - uniqExact(id) FROM raw");
    number(numbers, "/directory_entries", "count() FROM triples");
    number(
        numbers,
        "/directory_conflicts",
        "sum(n > 1) FROM (SELECT count() AS n FROM triples GROUP BY c, p)");
    numbers.put("/values_unparsed", 0L);
    return numbers;
  }

  private void number(Map<String, Long> numbers, String field, String sql) {
    int from = sql.indexOf(" FROM ");
    numbers.put(
        field,
        Long.valueOf(
            texts("toString(" + sql.substring(0, from) + ")" + sql.substring(from)).get(0)));
  }

  private List<String> texts(String select) {
    return stack.texts(with + "SELECT " + select + SETTINGS);
  }
}
