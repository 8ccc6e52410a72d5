package io.millrace.spark.change;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A row as a change event carries it; columns are read by name and type. */
public final class RowImage {

  private final JsonNode columns;

  RowImage(JsonNode columns) {
    this.columns = columns;
  }

  /** A text column; null if it is null or absent. */
  public @Nullable String text(String column) throws UnreadableRecordException {
    JsonNode node = columns.path(column);
    if (node.isNull() || node.isMissingNode()) {
      return null;
    }
    if (!node.isTextual()) {
      throw wrongType(column, node, "text");
    }
    return node.textValue();
  }

  /** A whole number of 64 bits; null if it is null or absent. */
  public @Nullable Long number(String column) throws UnreadableRecordException {
    JsonNode node = columns.path(column);
    if (node.isNull() || node.isMissingNode()) {
      return null;
    }
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw wrongType(column, node, "a whole number");
    }
    return node.longValue();
  }

  /** A double precision column; null if it is null or absent, and never infinite or NaN. */
  public @Nullable Double real(String column) throws UnreadableRecordException {
    JsonNode node = columns.path(column);
    if (node.isNull() || node.isMissingNode()) {
      return null;
    }
    if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
      throw wrongType(column, node, "a finite number");
    }
    return node.doubleValue();
  }

  /** A boolean column; null if it is null or absent. */
  public @Nullable Boolean flag(String column) throws UnreadableRecordException {
    JsonNode node = columns.path(column);
    if (node.isNull() || node.isMissingNode()) {
      return null;
    }
    if (!node.isBoolean()) {
      throw wrongType(column, node, "true or false");
    }
    return node.booleanValue();
  }

  /** An array of texts, none of them null; null if it is null or absent. */
  public @Nullable List<String> texts(String column) throws UnreadableRecordException {
    String text = text(column);
    if (text == null) {
      return null;
    }
    Optional<List<String>> texts = TextArray.parse(text);
    if (texts.isEmpty()) {
      throw wrongType(column, columns.path(column), "an array of texts such as {a,b}");
    }
    return texts.get();
  }

  /** A numeric column, which the bridge writes as text so that no digit is lost; null if null. */
  public @Nullable BigDecimal decimal(String column) throws UnreadableRecordException {
    String text = text(column);
    try {
      return text == null ? null : new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw wrongType(column, columns.path(column), "a decimal number as text");
    }
  }

  /** A timestamptz, which Debezium writes as ISO 8601 in UTC; null if null. */
  public @Nullable Instant instant(String column) throws UnreadableRecordException {
    String text = text(column);
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      throw wrongType(column, columns.path(column), "a time such as 2026-11-21T10:00:00.000000Z");
    }
  }

  /**
   * A value that must not be null.
   *
   * @throws UnreadableRecordException {@code column_missing}
   */
  public static <T> T require(String column, @Nullable T value) throws UnreadableRecordException {
    if (value == null) {
      throw new UnreadableRecordException(
          "column_missing", "column " + column + " is null or absent; every row has it");
    }
    return value;
  }

  private static UnreadableRecordException wrongType(String column, JsonNode node, String want) {
    return new UnreadableRecordException(
        "wrong_type", "column " + column + " is " + node + "; expected " + want);
  }
}
