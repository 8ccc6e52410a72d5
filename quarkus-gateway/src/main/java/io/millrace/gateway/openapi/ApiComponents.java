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

  /** 401. */
  public static final String UNAUTHENTICATED = "Unauthenticated";

  /** 403. */
  public static final String FORBIDDEN = "Forbidden";

  /** 409. */
  public static final String CONFLICT = "Conflict";

  /** 429. */
  public static final String TOO_MANY_REQUESTS = "TooManyRequests";

  static final String UNAUTHENTICATED_EXAMPLE =
      """
      {"type":"urn:millrace:problem:unauthenticated","title":"Unauthenticated","status":401,
       "detail":"send an API key or a token as Authorization: Bearer",
       "instance":"/api/v1/telecom/summary","requestId":"d5c3d8f20b774d5ac01b4ba70cff0a0f"}
      """;

  static final String FORBIDDEN_EXAMPLE =
      """
      {"type":"urn:millrace:problem:forbidden","title":"Forbidden","status":403,
       "detail":"grafana has the role read; this needs admin",
       "instance":"/api/v1/dead-letters/0-123/replay",
       "requestId":"d5c3d8f20b774d5ac01b4ba70cff0a0f"}
      """;

  static final String CONFLICT_EXAMPLE =
      """
      {"type":"urn:millrace:problem:conflict","title":"Conflict","status":409,
       "detail":"it was replayed at 2026-11-21T10:00:00Z by anna; each letter is replayed once",
       "instance":"/api/v1/dead-letters/0-123/replay",
       "requestId":"d5c3d8f20b774d5ac01b4ba70cff0a0f"}
      """;

  static final String TOO_MANY_REQUESTS_EXAMPLE =
      """
      {"type":"urn:millrace:problem:too-many-requests","title":"Too many requests","status":429,
       "detail":"more than 100 requests per second; Retry-After says when to ask again",
       "instance":"/api/v1/telecom/summary","requestId":"d5c3d8f20b774d5ac01b4ba70cff0a0f"}
      """;

  static final String INVALID_EXAMPLE =
      """
      {"type":"urn:millrace:problem:invalid-parameters","title":"Invalid request parameters",
       "status":400,"detail":"eventType \\"CALLS\\" is not an event type; allowed: DATA_SESSION, CALL",
       "instance":"/api/v1/telecom/metrics","errors":[{"parameter":"eventType","value":"CALLS",
       "detail":"is not an event type","allowed":"DATA_SESSION, CALL"}],
       "requestId":"d5c3d8f20b774d5ac01b4ba70cff0a0f"}
      """;

  static final String NOT_FOUND_EXAMPLE =
      """
      {"type":"urn:millrace:problem:not-found","title":"Not found","status":404,
       "detail":"no state of aircraft 4b1816 is kept from 2026-11-20T11:00:00Z to 2026-11-21T11:00:00Z",
       "instance":"/api/v1/flights/aircraft/4b1816/track",
       "requestId":"d5c3d8f20b774d5ac01b4ba70cff0a0f"}
      """;

  static final String UNAVAILABLE_EXAMPLE =
      """
      {"type":"urn:millrace:problem:analytics-unavailable","title":"Analytics unavailable",
       "status":503,"detail":"ClickHouse did not answer within 2000 ms; try again later, or ask for a shorter range",
       "instance":"/api/v1/telecom/metrics","requestId":"d5c3d8f20b774d5ac01b4ba70cff0a0f"}
      """;

  private ApiComponents() {}
}
