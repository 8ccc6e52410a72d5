package io.millrace.spark.retail;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.when;

import io.millrace.model.retail.RetailRule;
import io.millrace.spark.retail.Conventions.DecimalMark;
import java.util.Optional;
import org.apache.spark.sql.Column;

/**
 * Numbers as people write them: with a currency before or behind, thousands in groups, a decimal
 * point or comma.
 */
final class Numbers {

  /** Prices and totals. */
  static final String MONEY = "decimal(14,2)";

  private static final String CURRENCY = "(?:\\p{Sc}|[A-Z]{3})";
  private static final String SPACE = "[ \\u00a0\\u202f]";
  private static final String WHOLE = "-?\\d+";
  private static final String SCIENTIFIC = "-?\\d+(?:\\.\\d+)?[eE][+-]?\\d{1,2}";
  private static final String EITHER = "-?[1-9]\\d{0,2}[.,]\\d{3}";
  private static final String EXACT = "decimal(38,18)";
  private static final long LIMIT = 1_000_000_000;

  private Numbers() {}

  /** Without currency, and without what can only group: spaces and apostrophes. */
  static Column bare(Column given) {
    Column leading = regexp_replace(given, "^(-?)\\s*" + CURRENCY + SPACE + "*(?=[-\\d.,])", "$1");
    Column both = regexp_replace(leading, "(?<=\\d)" + SPACE + "*" + CURRENCY + "$", "");
    String group = "[ \\u00a0\\u202f'\\u2019]";
    return when(
            both.rlike("^-?\\d{1,3}(?:" + group + "\\d{3})+(?:[.,]\\d+)?$"),
            regexp_replace(both, group, ""))
        .otherwise(both);
  }

  /** Whether a number can only be read with that decimal mark. */
  static Column shows(Column bare, DecimalMark decimal) {
    String mark = decimal.mark() == '.' ? "\\." : ",";
    String grouping = decimal.grouping() == '.' ? "\\." : ",";
    return bare.rlike(
        "^-?(?:"
            // Groups, then decimals; or two groups and more.
            + ("\\d{1,3}(?:G\\d{3})+M\\d+|\\d{1,3}(?:G\\d{3}){2,}"
                    // Decimals, but not three, which might be a group.
                    + "|\\d*M(?!\\d{3}$)\\d+"
                    // Three, but behind what no group follows.
                    + "|(?:0\\d*|\\d{4,})?M\\d{3}")
                .replace("G", grouping)
                .replace("M", mark)
            + ")$");
  }

  /** The number, exactly; null if it is none, or can be read in two ways. */
  static Column number(Column bare, Optional<DecimalMark> mark) {
    Column either = mark.map(decimal -> plain(bare, decimal)).orElse(lit(null).cast("string"));
    return when(bare.rlike("^(?:" + WHOLE + "|" + SCIENTIFIC + ")$"), bare)
        .when(shows(bare, DecimalMark.POINT), plain(bare, DecimalMark.POINT))
        .when(shows(bare, DecimalMark.COMMA), plain(bare, DecimalMark.COMMA))
        .when(bare.rlike("^" + EITHER + "$"), either)
        .cast(EXACT);
  }

  private static Column plain(Column bare, DecimalMark decimal) {
    Column ungrouped = regexp_replace(bare, decimal.grouping() == '.' ? "\\." : ",", "");
    return decimal.mark() == '.' ? ungrouped : regexp_replace(ungrouped, ",", ".");
  }

  private static Column isNumber(Column bare) {
    return bare.rlike("^(?:" + WHOLE + "|" + SCIENTIFIC + "|" + EITHER + ")$")
        .or(shows(bare, DecimalMark.POINT))
        .or(shows(bare, DecimalMark.COMMA));
  }

  /** Why a number is none of the kind; null if it is one, or nothing is given. */
  private static Column wrong(Column bare, Column number, Optional<DecimalMark> mark) {
    Column ambiguous = bare.rlike("^" + EITHER + "$").and(lit(mark.isEmpty()));
    return when(bare.isNull(), lit(null).cast("string"))
        .when(isNumber(bare).equalTo(false), lit(RetailRule.NOT_A_NUMBER.reason()))
        .when(ambiguous, lit(RetailRule.AMBIGUOUS_NUMBER.reason()))
        .when(coalesce(number, lit(LIMIT)).geq(LIMIT), lit(RetailRule.TOO_LARGE.reason()))
        .when(number.lt(0), lit(RetailRule.NEGATIVE.reason()));
  }

  /**
   * Why a text is no price or total.
   *
   * @param number of {@link #number}
   */
  static Column wrongMoney(Column bare, Column number, Optional<DecimalMark> mark) {
    return wrong(bare, number, mark)
        .when(number.notEqual(number.cast(MONEY)), lit(RetailRule.TOO_MANY_DECIMALS.reason()));
  }

  /**
   * Why a text is no quantity.
   *
   * @param number of {@link #number}
   */
  static Column wrongQuantity(Column bare, Column number, Optional<DecimalMark> mark) {
    return wrong(bare, number, mark)
        .when(number.equalTo(0), lit(RetailRule.ZERO_QUANTITY.reason()))
        .when(number.notEqual(number.cast("long")), lit(RetailRule.NOT_WHOLE.reason()));
  }
}
