package io.millrace.model.retail;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The rules by which a file of sales is cleaned. {@code docs/retail-cleaning.md} says the same for
 * those who recount in SQL.
 *
 * <p>Nothing is guessed: a value that can be read in two ways is null and listed, and a field is
 * filled in only where the row's other fields leave one answer.
 */
public enum RetailRule {
  /** Division leaves one price, if it has no more than two decimals. */
  PRICE_FROM_TOTAL_AND_QUANTITY(
      Action.RECOVER,
      "price_per_unit is missing and total_spent / quantity has at most 2 decimals; a directory"
          + " that names another price prevents it"),

  /** The item's only price. */
  PRICE_FROM_DIRECTORY(
      Action.RECOVER,
      "price_per_unit is missing, cannot be had from total and quantity because one of them is"
          + " missing, and the directory has one price of category and item"),

  /** The only item that a category sells at a price. */
  ITEM_FROM_DIRECTORY(
      Action.RECOVER,
      "item is missing and the directory has one item of category and price_per_unit"),

  /** Multiplication. */
  TOTAL_FROM_PRICE_AND_QUANTITY(
      Action.RECOVER, "total_spent is missing; it is price_per_unit * quantity"),

  /** Division, if it leaves a whole number. */
  QUANTITY_FROM_TOTAL_AND_PRICE(
      Action.RECOVER,
      "quantity is missing and total_spent / price_per_unit is a whole number from 1 on"),

  /** A discount, or a mistake: the file does not say. */
  TOTAL_MISMATCH(Action.FLAG, "total_spent is not price_per_unit * quantity"),

  /** The directory is no function there, and fills in nothing. */
  ITEM_CONFLICT(
      Action.FLAG,
      "the file has several items of the row's category and price_per_unit, or several prices of"
          + " its category and item"),

  /** Both may be true, or one of them a copy. */
  REPEATED_TRANSACTION(
      Action.FLAG, "another record of the file has the same transaction_id; both are kept"),

  /** A separator or a quotation mark too many or too few: no field can be trusted. */
  WRONG_NUMBER_OF_FIELDS(
      Action.DROP, "the record has more or fewer fields than the header, or an open quotation"),

  /** No category to count it by. */
  MISSING_CATEGORY(Action.DROP, "category is missing; it is never filled in"),

  /** Also after all recoveries. */
  MISSING_PRICE(Action.DROP, "price_per_unit is missing and could not be recovered"),

  /** Also after all recoveries. */
  MISSING_QUANTITY(Action.DROP, "quantity is missing and could not be recovered"),

  /** Also after all recoveries. */
  MISSING_TOTAL(Action.DROP, "total_spent is missing and could not be recovered"),

  /** What some programs write where they know nothing. */
  PLACEHOLDER(Action.SET_NULL, "the value is ERROR or UNKNOWN, in any case of letters"),

  /** Letters, or groups of digits that are none. */
  NOT_A_NUMBER(Action.SET_NULL, "the value is no number"),

  /** 1,234 is 1234 or 1.234. */
  AMBIGUOUS_NUMBER(
      Action.SET_NULL,
      "the number can be read with a decimal point and with a decimal comma, and no number of the"
          + " file decides it; --decimal-mark does"),

  /** A return or a mistake: not a sale. */
  NEGATIVE(Action.SET_NULL, "the price, quantity or total is below 0"),

  /** Nothing was sold. */
  ZERO_QUANTITY(Action.SET_NULL, "the quantity is 0"),

  /** Half a piece. */
  NOT_WHOLE(Action.SET_NULL, "the quantity is no whole number"),

  /** Rounding it would be guessing. */
  TOO_MANY_DECIMALS(Action.SET_NULL, "the price or total has more than 2 decimals"),

  /** It does not fit. */
  TOO_LARGE(Action.SET_NULL, "the number is 1,000,000,000 or more"),

  /** In no calendar, or in none of the forms that are read. */
  NOT_A_DATE(Action.SET_NULL, "the value is no date from 1970-01-01 to 2099-12-31"),

  /** 8/4/2024 is in April or in August. */
  AMBIGUOUS_DATE(
      Action.SET_NULL,
      "the date can be read with the day first and with the month first, and no date of the file"
          + " decides it; --date-order does"),

  /** The century is not said. */
  TWO_DIGIT_YEAR(Action.SET_NULL, "the date's year has two digits"),

  /** The same number is two days, four years apart, by the workbook's setting. */
  SERIAL_DAY_NUMBER(
      Action.SET_NULL,
      "the date is a number of days, as spreadsheets keep it, which count from 1900 or 1904;"
          + " --serial-dates says which"),

  /** Neither yes nor no. */
  NOT_A_FLAG(Action.SET_NULL, "the value is none of true, yes, y, t, 1, false, no, n, f, 0");

  /** What becomes of what a rule finds. */
  public enum Action {
    /** A field that was missing is filled in; the row names the rule. */
    RECOVER,
    /** The row is kept and names the rule. */
    FLAG,
    /** The row is kept out of all figures and stands in the quarantine with the rule. */
    DROP,
    /** The value becomes null and is listed with its line, as it came. */
    SET_NULL;

    /** As tables and the API write it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Action action;
  private final String definition;

  RetailRule(Action action, String definition) {
    this.action = action;
    this.definition = definition;
  }

  /** What becomes of what it finds. */
  public Action action() {
    return action;
  }

  /** As rows name it, such as {@code item_from_directory}. */
  public String reason() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** When it applies, in words that can be counted by. */
  public String definition() {
    return definition;
  }

  /** The rules of an action, in their order. */
  public static List<RetailRule> of(Action action) {
    return Arrays.stream(values()).filter(rule -> rule.action == action).toList();
  }
}
