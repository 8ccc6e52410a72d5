package io.millrace.gateway.telecom.batch;

/** Answers as the OpenAPI document shows them. */
final class TelecomBatchExamples {

  static final String PERCENTILES =
      """
      {"from":"2026-11-15","to":"2026-11-22","method":"exact","percentiles":[{"day":"2026-11-21",
       "hour":null,"eventType":"CALL","region":"ALL","measure":"duration","method":"exact",
       "events":720000,"p50":61.5,"p90":240.0,"p95":360.25,"p99":900.1,"p999":1800.75,
       "rankError":0.0,"runId":"20261122T010000Z_1a2b3c4d"}]}
      """;

  static final String DAILY_STATS =
      """
      {"from":"2026-11-15","to":"2026-11-22","days":[{"day":"2026-11-21","zone":"Asia/Almaty",
       "eventType":"CALL","region":"most_active","mostActiveRegion":"Almaty","events":72000,
       "durationSeconds":6120034,"durationHours":1700.009444,"megabytes":0.000,
       "terabytes":0.000000000,"amount":0.00,"averageDurationSeconds":85.000472,
       "megabytesPerSubscriber":0.000000,"distinctSubscribers":61000,
       "runId":"20261122T010000Z_1a2b3c4d"}]}
      """;

  static final String RESTATEMENTS =
      """
      {"from":"2026-11-15","to":"2026-11-22","windows":[{"day":"2026-11-21",
       "runId":"20261122T010000Z_1a2b3c4d","windowStart":"2026-11-21T10:59:00Z","eventType":"CALL",
       "region":"Almaty","eventsBefore":411,"eventsAfter":412,"durationSecondsBefore":57000,
       "durationSecondsAfter":57120,"megabytesBefore":0.000,"megabytesAfter":0.000,
       "amountBefore":0.00,"amountAfter":0.00,"subscribersBefore":397,"subscribersAfter":398,
       "state":"restated"}],"cursor":null,"next":null}
      """;

  private TelecomBatchExamples() {}
}
