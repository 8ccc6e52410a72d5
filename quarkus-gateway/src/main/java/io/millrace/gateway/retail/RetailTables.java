package io.millrace.gateway.retail;

import io.millrace.gateway.analytics.SqlText;
import io.millrace.gateway.download.Download;
import io.millrace.gateway.request.AnswerFormat;
import io.millrace.model.retail.RetailRule;
import java.util.ArrayList;
import java.util.List;

/**
 * The answers about sales as tables: the SQL of their rows, in the order and with the names of the
 * JSON. The repository reads the very same rows.
 */
final class RetailTables {

  private RetailTables() {}

  static Download sales(SalesQuery query) {
    return new Download(
        "retail-sales",
        null,
        query.format(),
        salesRows(query, query.format()).append(" ORDER BY line"));
  }

  /** Without an order and a limit. */
  static SqlText salesRows(SalesQuery query, AnswerFormat format) {
    SqlText rows =
        new SqlText(
            "SELECT line, "
                + text(format, "transaction_id", "transactionId")
                + text(format, "customer_id", "customerId")
                + text(format, "category", "category")
                + text(format, "item", "item")
                + "price_per_unit AS pricePerUnit, quantity, total_spent AS totalSpent, "
                + text(format, "payment_method", "paymentMethod")
                + text(format, "location", "location")
                + "transaction_date AS transactionDate, day_of_week AS dayOfWeek,"
                + " transaction_month AS transactionMonth, discount_applied AS discountApplied, "
                + list(format, "recovered")
                + ", "
                + list(format, "flags")
                + " FROM retail.sales AS sales WHERE 1");
    query.filter().appendTo(rows);
    return anyOf(rows, "arrayConcat(sales.recovered, sales.flags)", List.copyOf(query.rules()));
  }

  static Download topCategories(FiguresQuery query) {
    return new Download("retail-categories-top", null, query.format(), topCategoryRows(query));
  }

  static SqlText topCategoryRows(FiguresQuery query) {
    SqlText rows =
        new SqlText(
            "SELECT row_number() OVER (ORDER BY units DESC, category) AS rank, "
                + text(query.format(), "category", "category")
                + "units, transactions, total FROM (SELECT category, toInt64(sum(quantity)) AS units,"
                + " toInt64(count()) AS transactions, toDecimal128(sum(total_spent), 2) AS total"
                + " FROM retail.sales WHERE 1");
    return query
        .filter()
        .appendTo(rows)
        .append(" GROUP BY category) AS sales ORDER BY rank LIMIT ?", (long) query.limit());
  }

  static Download means(MeansBy by, FiguresQuery query) {
    return new Download("retail-" + by.path(), null, query.format(), meanRows(by, query));
  }

  /** As the views of the same names have them, of the sales that are asked for. */
  static SqlText meanRows(MeansBy by, FiguresQuery query) {
    SqlText rows =
        new SqlText(
            "SELECT "
                + text(query.format(), by.column(), "name")
                + "transactions, total, toDecimal128(intDiv(toInt128(total * 100) * 2 +"
                + " transactions, 2 * transactions), 2) / 100 AS meanTotal FROM (SELECT "
                + by.column()
                + ", toInt64(count()) AS transactions, toDecimal128(sum(total_spent), 2) AS total"
                + " FROM retail.sales WHERE 1");
    return query
        .filter()
        .appendTo(rows)
        .append(
            " GROUP BY "
                + by.column()
                + ") AS sales ORDER BY sales."
                + by.column()
                + " NULLS LAST LIMIT ?",
            (long) query.limit());
  }

  static Download items(ItemsQuery query) {
    return new Download("retail-items", null, query.format(), itemRows(query));
  }

  static SqlText itemRows(ItemsQuery query) {
    return new SqlText(
            "SELECT "
                + text(query.format(), "category", "category")
                + text(query.format(), "item", "item")
                + "price_per_unit AS pricePerUnit, sales.sales AS sales, items_at_price AS itemsAtPrice,"
                + " prices_of_item AS pricesOfItem FROM retail.items AS sales WHERE 1")
        .appendIn("sales.category", query.categories().stream().sorted().toList())
        .append(" ORDER BY sales.category, price_per_unit, sales.item");
  }

  static Download quarantine(QuarantineQuery query) {
    return new Download(
        "retail-quarantine",
        null,
        query.format(),
        quarantineRows(query, query.format()).append(" ORDER BY line"));
  }

  /** Without an order and a limit. */
  static SqlText quarantineRows(QuarantineQuery query, AnswerFormat format) {
    SqlText rows =
        new SqlText(
            "SELECT line, "
                + text(format, "record", "record")
                + text(format, "transaction_id", "transactionId")
                + text(format, "category", "category")
                + text(format, "item", "item")
                + "price_per_unit AS pricePerUnit, quantity, total_spent AS totalSpent, "
                + list(format, "recovered")
                + ", "
                + list(format, "reasons")
                + " FROM retail.quarantine AS sales WHERE 1");
    return anyOf(rows, "sales.reasons", List.copyOf(query.reasons()));
  }

  static Download quality(AnswerFormat format) {
    return new Download("retail-quality", null, format, ruleRows());
  }

  /** Every rule with how often it applied, in their order. */
  static SqlText ruleRows() {
    SqlText rows =
        new SqlText(
            "WITH (SELECT sumMap(map(rule, toUInt64(1))) FROM (SELECT arrayJoin(arrayConcat("
                + "recovered, flags)) AS rule FROM retail.sales UNION ALL"
                + " SELECT reason FROM retail.unparsed WHERE kept)) AS of_sales,"
                + " (SELECT sumMap(map(rule, toUInt64(1))) FROM (SELECT arrayJoin(arrayConcat("
                + "recovered, reasons)) AS rule FROM retail.quarantine UNION ALL"
                + " SELECT reason FROM retail.unparsed WHERE NOT kept)) AS of_quarantine"
                + " SELECT rule.1 AS name, rule.2 AS action, rule.3 AS definition,"
                + " of_sales[rule.1] AS sales, of_quarantine[rule.1] AS quarantined"
                + " FROM (SELECT arrayJoin([");
    String separator = "";
    for (RetailRule rule : RetailRule.values()) {
      rows.append(separator)
          .append("(?, ?, ?)", rule.reason(), rule.action().text(), rule.definition());
      separator = ", ";
    }
    return rows.append("]) AS rule)");
  }

  private static SqlText anyOf(SqlText rows, String array, List<String> names) {
    if (names.isEmpty()) {
      return rows;
    }
    List<String> marks = new ArrayList<>();
    names.forEach(name -> marks.add("?"));
    return rows.append(
        " AND hasAny(" + array + ", [" + String.join(", ", marks) + "])", names.toArray());
  }

  /**
   * Texts are what a file says, and a spreadsheet takes one that begins so for a formula; in
   * Parquet and JSON a text is a text.
   */
  private static String text(AnswerFormat format, String column, String name) {
    return format == AnswerFormat.CSV
        ? "if(match(%1$s, '^[=+@\\\\t\\\\r-]'), concat('\\'', %1$s), %1$s) AS %2$s, "
            .formatted("sales." + column, name)
        : "%s AS %s, ".formatted("sales." + column, name);
  }

  private static String list(AnswerFormat format, String column) {
    return format == AnswerFormat.PARQUET
        ? "sales.%1$s AS %1$s".formatted(column)
        : "arrayStringConcat(sales.%1$s, ',') AS %1$s".formatted(column);
  }
}
