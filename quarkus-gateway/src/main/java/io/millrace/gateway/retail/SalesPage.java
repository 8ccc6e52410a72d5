package io.millrace.gateway.retail;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A page of sales.
 *
 * @param sales in the order of the file, at most as many as the request's limit
 * @param cursor for the next page; null on the last
 * @param next path and query of the next page; null on the last
 */
@Schema(description = "A page of sales, in the order of the file")
public record SalesPage(
    List<Sale> sales,
    @Schema(nullable = true, examples = "MX4yNDM") @Nullable String cursor,
    @Schema(
            nullable = true,
            description = "Path and query of the next page, null on the last; also the Link header")
        @Nullable String next) {

  /** Copies the list. */
  public SalesPage {
    sales = List.copyOf(sales);
  }

  /**
   * One sale.
   *
   * @param line of the file on which it begins; the header's is 1
   * @param recovered rules that filled a field in
   * @param flags rules that found it odd
   */
  public record Sale(
      @Schema(examples = "243") long line,
      @Schema(examples = "TXN_6867343", nullable = true) @Nullable String transactionId,
      @Schema(examples = "CUST_09", nullable = true) @Nullable String customerId,
      @Schema(examples = "Patisserie") String category,
      @Schema(examples = "Item_10_PAT", nullable = true) @Nullable String item,
      @Schema(examples = "18.50") BigDecimal pricePerUnit,
      @Schema(examples = "10") long quantity,
      @Schema(examples = "185.00") BigDecimal totalSpent,
      @Schema(examples = "Digital Wallet", nullable = true) @Nullable String paymentMethod,
      @Schema(examples = "Online", nullable = true) @Nullable String location,
      @Schema(examples = "2024-04-08", nullable = true) @Nullable LocalDate transactionDate,
      @Schema(examples = "Monday", nullable = true) @Nullable String dayOfWeek,
      @Schema(examples = "2024-04", nullable = true) @Nullable String transactionMonth,
      @Schema(nullable = true) @Nullable Boolean discountApplied,
      @Schema(examples = "[\"item_from_directory\"]") List<String> recovered,
      @Schema(examples = "[\"total_mismatch\"]") List<String> flags) {

    /** Copies the lists. */
    public Sale {
      recovered = List.copyOf(recovered);
      flags = List.copyOf(flags);
    }
  }
}
