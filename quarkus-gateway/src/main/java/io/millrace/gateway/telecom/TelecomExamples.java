package io.millrace.gateway.telecom;

/** Answers as the OpenAPI document shows them. */
final class TelecomExamples {

  static final String METRICS =
      """
      {"from":"2026-11-21T10:00:00Z","to":"2026-11-21T11:00:00Z","windows":[{
       "windowStart":"2026-11-21T10:59:00Z","eventType":"CALL","region":"Almaty","events":412,
       "durationSeconds":57120,"megabytes":0.000,"amount":0.00,"distinctSubscribers":398,
       "lastCommit":"2026-11-21T10:59:58.125Z"}],"cursor":null,"next":null}
      """;

  static final String METRICS_CSV =
      "\"windowStart\",\"eventType\",\"region\",\"events\",\"durationSeconds\",\"megabytes\",\"amount\","
          + "\"distinctSubscribers\",\"lastCommit\"\r\n"
          + "\"2026-11-21T10:59:00Z\",\"CALL\",\"Almaty\",412,57120,0.000,0.00,398,"
          + "\"2026-11-21T10:59:58.125Z\"\r\n";

  static final String TOP_REGIONS =
      """
      {"from":"2026-11-21T10:00:00Z","to":"2026-11-21T11:00:00Z","by":"megabytes","unit":"MB",
       "regions":[{"rank":1,"region":"Almaty","value":182044.517}]}
      """;

  static final String SUMMARY =
      """
      {"from":"2026-11-21T10:00:00Z","to":"2026-11-21T11:00:00Z","asOf":"2026-11-21T10:59:59.500Z",
       "watermark":"2026-11-21T10:59:30Z","windowsOpen":1,"totals":{"events":412,
       "durationSeconds":57120,"megabytes":0.000,"amount":0.00,"distinctSubscribers":398},
       "eventTypes":[{"eventType":"CALL","totals":{"events":412,"durationSeconds":57120,
       "megabytes":0.000,"amount":0.00,"distinctSubscribers":398}}],
       "minutes":[{"windowStart":"2026-11-21T10:59:00Z","events":412}],"lateEvents":12,"deadLetters":4}
      """;

  static final String TIMELINE =
      """
      {"from":"2026-11-21T10:00:00Z","to":"2026-11-21T10:02:00Z","step":"PT1M","by":"eventType",
       "starts":["2026-11-21T10:00:00Z","2026-11-21T10:01:00Z"],"series":[{"key":"CALL",
       "events":[0,12],"durationSeconds":[0,1440],"megabytes":[0.000,0.000],"amount":[0.00,0.00]}],
       "asOf":"2026-11-21T10:01:58.125Z"}
      """;

  static final String DAILY =
      """
      {"from":"2026-11-15T00:00:00Z","to":"2026-11-22T00:00:00Z","days":[{"date":"2026-11-21",
       "eventType":"CALL","events":720000,"durationSeconds":61200345,"megabytes":0.000,"amount":0.00}]}
      """;

  private TelecomExamples() {}
}
