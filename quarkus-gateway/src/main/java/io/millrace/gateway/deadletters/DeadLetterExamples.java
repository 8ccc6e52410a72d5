package io.millrace.gateway.deadletters;

/** Answers for the OpenAPI document. */
final class DeadLetterExamples {

  private static final String FIELDS =
      """
      "id":"0-123","recordedAt":"2026-11-21T10:00:02.125Z",
       "topic":"telecom.public.telecom_events","partition":2,"offset":4711,
       "reason":"negative_duration","detail":"duration_seconds is -5","query":"telecom-metrics",
       "source":null,"piece":null,"bytes":812,"replayed":null,"replayable":true,
       "notReplayable":null""";

  static final String LETTERS =
      "{\"deadLetters\":[{" + FIELDS + "}],\"cursor\":null,\"next\":null,\"scanned\":124}";

  static final String LETTER =
      "{"
          + FIELDS
          + ",\"key\":\"{\\\"event_id\\\":7}\",\"keyEncoding\":\"utf-8\",\"value\":\"{…}\","
          + "\"valueEncoding\":\"utf-8\",\"truncated\":false,"
          + "\"headers\":{\"millrace.reason\":\"negative_duration\"}}";

  static final String COUNTS =
      """
      {"from":"2026-11-21T10:00:00Z","to":"2026-11-21T11:00:00Z","total":12,"byReason":[
       {"reason":"negative_duration","topic":"telecom.public.telecom_events",
        "query":"telecom-metrics","count":12,"newest":"2026-11-21T10:59:02.125Z"}]}
      """;

  static final String REPLAYED =
      "{\"id\":\"0-123\",\"topic\":\"telecom.public.telecom_events\",\"partition\":2,\"offset\":9001}";

  private DeadLetterExamples() {}
}
