package io.millrace.spark.retail;

import io.millrace.spark.batch.Column.Nullability;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The columns of a file of sales, in the order of the result. */
enum SalesColumn {
  TRANSACTION_ID(Nullability.REQUIRED, "txnid"),
  CUSTOMER_ID(Nullability.OPTIONAL, "customer"),
  CATEGORY(Nullability.REQUIRED, "productcategory"),
  ITEM(Nullability.REQUIRED, "itemname", "product", "productname"),
  PRICE_PER_UNIT(Nullability.REQUIRED, "unitprice", "price"),
  QUANTITY(Nullability.REQUIRED, "qty"),
  TOTAL_SPENT(Nullability.REQUIRED, "total", "totalamount", "amount"),
  PAYMENT_METHOD(Nullability.REQUIRED, "payment"),
  LOCATION(Nullability.REQUIRED),
  TRANSACTION_DATE(Nullability.REQUIRED, "date"),
  DISCOUNT_APPLIED(Nullability.OPTIONAL, "discount");

  private final Nullability presence;
  private final List<String> otherNames;

  SalesColumn(Nullability presence, String... otherNames) {
    this.presence = presence;
    this.otherNames = List.of(otherNames);
  }

  /** In snake_case. */
  String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a file without it cannot be cleaned. */
  boolean isRequired() {
    return presence == Nullability.REQUIRED;
  }

  /** All columns that hold a number. */
  static List<SalesColumn> numbers() {
    return List.of(PRICE_PER_UNIT, QUANTITY, TOTAL_SPENT);
  }

  /** The column that a header means, whatever its case and what stands between its words. */
  static Optional<SalesColumn> of(String header) {
    String letters = header.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    return Arrays.stream(values())
        .filter(
            column ->
                Stream.concat(
                        Stream.of(column.column().replace("_", "")), column.otherNames.stream())
                    .anyMatch(letters::equals))
        .findFirst();
  }
}
