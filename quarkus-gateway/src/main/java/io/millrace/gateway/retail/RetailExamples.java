package io.millrace.gateway.retail;

/** Answers as the OpenAPI document shows them. */
final class RetailExamples {

  static final String SALES =
      """
      {"sales":[{"line":243,"transactionId":"TXN_6867343","customerId":"CUST_09",
       "category":"Patisserie","item":"Item_10_PAT","pricePerUnit":18.50,"quantity":10,
       "totalSpent":185.00,"paymentMethod":"Digital Wallet","location":"Online",
       "transactionDate":"2024-04-08","dayOfWeek":"Monday","transactionMonth":"2024-04",
       "discountApplied":true,"recovered":["price_from_total_and_quantity","item_from_directory"],
       "flags":[]}],"cursor":"MX4yNDM",
       "next":"/api/v1/retail/sales?limit=1&category=Patisserie&cursor=MX4yNDM"}
      """;

  static final String TOP_CATEGORIES =
      """
      {"categories":[{"rank":1,"category":"Furniture","units":8394,"transactions":1526,
       "total":207420.00}]}
      """;

  static final String PAYMENT_METHODS =
      """
      {"means":[{"name":"Cash","transactions":4106,"total":537713.50,"meanTotal":130.96}]}
      """;

  static final String LOCATIONS =
      """
      {"means":[{"name":"Online","transactions":6058,"total":793000.50,"meanTotal":130.90}]}
      """;

  static final String ITEMS =
      """
      {"items":[{"category":"Patisserie","item":"Item_10_PAT","pricePerUnit":18.50,"sales":53,
       "itemsAtPrice":1,"pricesOfItem":1}]}
      """;

  static final String QUARANTINE =
      """
      {"rows":[{"line":7,"record":"TXN_4575373,CUST_05,Food,,12.5,,,Cash,Online,2022-10-02,False",
       "transactionId":"TXN_4575373","category":"Food","item":"Item_6_FOOD","pricePerUnit":12.50,
       "quantity":null,"totalSpent":null,"recovered":["item_from_directory"],
       "reasons":["missing_quantity","missing_total"]}],"cursor":null,"next":null}
      """;

  static final String QUALITY =
      """
      {"run":"20261122T034623Z_ff5a9ca6","publishedAt":"2026-11-22T03:46:41.125000Z",
       "input":"s3a://raw-data/retail/sales.csv","separator":"comma","dateOrder":"undecided",
       "decimalMark":"point","rowsRead":12575,"rowsKept":11971,"rowsRecovered":609,
       "rowsQuarantined":604,"valuesUnparsed":0,"rules":[{"name":"missing_quantity","action":"drop",
       "definition":"quantity is missing and could not be recovered","sales":0,"quarantined":604}]}
      """;

  private RetailExamples() {}
}
