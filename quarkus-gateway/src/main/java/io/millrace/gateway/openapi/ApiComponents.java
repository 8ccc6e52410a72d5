package io.millrace.gateway.openapi;

/**
 * Names of the components that the endpoints refer to, and their examples. {@code package-info}
 * declares them.
 */
public final class ApiComponents {

  /** The format of tables; the parameter's own name is {@code format}. */
  public static final String TABLE_FORMAT = "format";

  /** The schema of CSV. */
  public static final String CSV = "Csv";

  /** The schema of Parquet. */
  public static final String PARQUET = "Parquet";

  /** The header that leads to the next page. */
  public static final String LINK = "Link";

  /** 400. */
  public static final String INVALID = "InvalidParameters";

  /** 404. */
  public static final String NOT_FOUND = "NotFound";

  /** 503. */
  public static final String UNAVAILABLE = "AnalyticsUnavailable";

  static final String INVALID_EXAMPLE =
      """
      {"type":"urn:millrace:problem:invalid-parameters","title":"Invalid request parameters",
       "status":400,"detail":"eventType \\"CALLS\\" is not an event type; allowed: DATA_SESSION, CALL",
       "instance":"/api/v1/telecom/metrics","errors":[{"parameter":"eventType","value":"CALLS",
       "detail":"is not an event type","allowed":"DATA_SESSION, CALL"}]}
      """;

  static final String NOT_FOUND_EXAMPLE =
      """
      {"type":"urn:millrace:problem:not-found","title":"Not found","status":404,
       "detail":"no state of aircraft 4b1816 is kept from 2026-11-20T11:00:00Z to 2026-11-21T11:00:00Z",
       "instance":"/api/v1/flights/aircraft/4b1816/track"}
      """;

  static final String UNAVAILABLE_EXAMPLE =
      """
      {"type":"urn:millrace:problem:analytics-unavailable","title":"Analytics unavailable",
       "status":503,"detail":"ClickHouse did not answer within 2000 ms; try again later, or ask for a shorter range",
       "instance":"/api/v1/telecom/metrics"}
      """;

  private ApiComponents() {}
}
