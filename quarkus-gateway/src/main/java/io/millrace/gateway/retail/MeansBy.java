package io.millrace.gateway.retail;

/** What mean totals are asked for by. */
enum MeansBy {
  PAYMENT_METHOD("payment_method", "payment-methods"),
  LOCATION("location", "locations");

  private final String column;
  private final String path;

  MeansBy(String column, String path) {
    this.column = column;
    this.path = path;
  }

  /** Of {@code retail.sales}. */
  String column() {
    return column;
  }

  /** The last part of the endpoint's path. */
  String path() {
    return path;
  }
}
