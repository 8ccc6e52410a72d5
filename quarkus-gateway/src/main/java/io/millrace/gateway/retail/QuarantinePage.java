package io.millrace.gateway.retail;

import java.math.BigDecimal;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A page of rows that were dropped.
 *
 * @param rows in the order of the file, at most as many as the request's limit
 * @param cursor for the next page; null on the last
 * @param next path and query of the next page; null on the last
 */
@Schema(description = "A page of rows that were dropped, in the order of the file")
public record QuarantinePage(
    List<DroppedRow> rows,
    @Schema(nullable = true, examples = "MX4yNDM") @Nullable String cursor,
    @Schema(
            nullable = true,
            description = "Path and query of the next page, null on the last; also the Link header")
        @Nullable String next) {

  /** Copies the list. */
  public QuarantinePage {
    rows = List.copyOf(rows);
  }

  /**
   * One row, with what could be read and recovered of it.
   *
   * @param line of the file on which it begins; the header's is 1
   * @param record as the file has it
   * @param recovered rules that filled a field in
   * @param reasons rules for which it was dropped
   */
  public record DroppedRow(
      @Schema(examples = "7") long line,
      @Schema(examples = "TXN_4575373,CUST_05,Food,Item_6_FOOD,12.5,,,Cash,Online,2022-10-02,False")
          String record,
      @Schema(examples = "TXN_4575373", nullable = true) @Nullable String transactionId,
      @Schema(examples = "Food", nullable = true) @Nullable String category,
      @Schema(examples = "Item_6_FOOD", nullable = true) @Nullable String item,
      @Schema(examples = "12.50", nullable = true) @Nullable BigDecimal pricePerUnit,
      @Schema(examples = "7", nullable = true) @Nullable Long quantity,
      @Schema(examples = "87.50", nullable = true) @Nullable BigDecimal totalSpent,
      @Schema(examples = "[\"item_from_directory\"]") List<String> recovered,
      @Schema(examples = "[\"missing_quantity\",\"missing_total\"]") List<String> reasons) {

    /** Copies the lists. */
    public DroppedRow {
      recovered = List.copyOf(recovered);
      reasons = List.copyOf(reasons);
    }
  }
}
