package io.millrace.gateway.retail;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What cleaning did to the file that is published.
 *
 * @param run of the batch job; null if no file was published yet, and then everything is 0
 * @param publishedAt when it became visible
 * @param input the file
 * @param separator between its fields
 * @param dateOrder of its dates such as 8/4/2024
 * @param decimalMark of its numbers such as 1,234
 * @param rowsRead records of the file
 * @param rowsKept sales
 * @param rowsRecovered sales of which a field was filled in
 * @param rowsQuarantined rows that were dropped
 * @param valuesUnparsed values that became null
 * @param rules every rule
 */
@Schema(description = "What cleaning did to the file that is published")
public record RetailQuality(
    @Schema(nullable = true, examples = "20261122T034623Z_ff5a9ca6") @Nullable String run,
    @Schema(nullable = true) @Nullable Instant publishedAt,
    @Schema(nullable = true, examples = "s3a://raw-data/retail/sales.csv") @Nullable String input,
    @Schema(
            nullable = true,
            examples = "comma",
            enumeration = {"comma", "semicolon", "tab", "pipe"})
        @Nullable String separator,
    @Schema(
            nullable = true,
            examples = "undecided",
            enumeration = {"day_first", "month_first", "undecided"})
        @Nullable String dateOrder,
    @Schema(
            nullable = true,
            examples = "point",
            enumeration = {"point", "comma", "undecided"})
        @Nullable String decimalMark,
    @Schema(examples = "12575") long rowsRead,
    @Schema(examples = "11971") long rowsKept,
    @Schema(examples = "609", description = "Sales of which a field was filled in")
        long rowsRecovered,
    @Schema(examples = "604", description = "Rows that were dropped") long rowsQuarantined,
    @Schema(examples = "0", description = "Values that became null") long valuesUnparsed,
    List<RuleUse> rules) {

  /** Copies the list. */
  public RetailQuality {
    rules = List.copyOf(rules);
  }

  /**
   * One rule.
   *
   * @param name as rows name it
   * @param action {@code recover}, {@code flag}, {@code drop} or {@code set_null}
   * @param definition when it applies, in the columns of {@code retail.sales}
   * @param sales how often it applied in rows that were kept
   * @param quarantined how often it applied in rows that were dropped
   */
  public record RuleUse(
      @Schema(examples = "item_from_directory") String name,
      @Schema(
              examples = "recover",
              enumeration = {"recover", "flag", "drop", "set_null"})
          String action,
      @Schema(
              examples =
                  "item is missing and the directory has one item of category and price_per_unit")
          String definition,
      @Schema(examples = "609") long sales,
      @Schema(examples = "604") long quarantined) {}
}
