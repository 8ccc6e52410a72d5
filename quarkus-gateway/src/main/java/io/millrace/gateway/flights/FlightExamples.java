package io.millrace.gateway.flights;

/** Answers as the OpenAPI document shows them. */
final class FlightExamples {

  private static final String STATE =
      """
      {"icao24":"4b1816","callsign":"SWR123","country":"CH","longitude":8.5492,"latitude":47.4582,
       "altitude":10668.0,"velocity":231.5,"track":274.1,"verticalRate":-3.25,"onGround":false,
       "observedAt":"2026-11-21T10:00:10Z","squawk":"1000","rules":[]}""";

  private static final String PROPERTIES =
      """
      {"icao24":"4b1816","callsign":"SWR123","country":"CH","altitude":10668.0,"velocity":231.5,
       "track":274.1,"verticalRate":-3.25,"onGround":false,"observedAt":"2026-11-21T10:00:10Z",
       "squawk":"1000","rules":[]}""";

  static final String COUNTRIES =
      """
      {"from":"2026-11-21T10:00:00Z","to":"2026-11-21T11:00:00Z","asOf":"2026-11-21T10:59:58.125Z",
       "countries":[{"country":"CH","states":18244,"aircraft":87,"quarantined":12,
       "meanVelocity":198.417,"meanBaroAltitude":8412.250}]}
      """;

  static final String QUALITY =
      """
      {"from":"2026-11-21T10:00:00Z","to":"2026-11-21T11:00:00Z","asOf":"2026-11-21T10:59:58.125Z",
       "states":60311,"kept":60290,"quarantined":21,"rules":[{"name":"position_stale",
       "action":"flag","definition":"time_position is more than 60 s before observed_at","count":1204}]}
      """;

  static final String STATISTICS =
      """
      {"from":"2026-11-21T10:00:00Z","to":"2026-11-21T11:00:00Z","windows":[{
       "windowStart":"2026-11-21T10:59:00Z","country":"CH","states":512,"aircraft":87,
       "quarantined":1,"meanVelocity":198.417,"meanBaroAltitude":8412.250,
       "lastCommit":"2026-11-21T10:59:58.125Z"}],"cursor":null,"next":null}
      """;

  static final String LIVE =
      "{\"at\":\"2026-11-21T10:00:12Z\",\"maxAge\":300,\"limit\":10000,\"truncated\":false,\"aircraft\":["
          + STATE
          + "]}";

  static final String LIVE_FEATURES =
      "{\"type\":\"FeatureCollection\",\"at\":\"2026-11-21T10:00:12Z\",\"maxAge\":300,\"limit\":10000,"
          + "\"truncated\":false,\"features\":[{\"type\":\"Feature\",\"id\":\"4b1816\",\"geometry\":"
          + "{\"type\":\"Point\",\"coordinates\":[8.5492,47.4582]},\"properties\":"
          + PROPERTIES
          + "}]}";

  static final String TRACK =
      "{\"icao24\":\"4b1816\",\"from\":\"2026-11-20T11:00:00Z\",\"to\":\"2026-11-21T11:00:00Z\","
          + "\"positions\":["
          + STATE
          + "],\"cursor\":null,\"next\":null}";

  private FlightExamples() {}
}
