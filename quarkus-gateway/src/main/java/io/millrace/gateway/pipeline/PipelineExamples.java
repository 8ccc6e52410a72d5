package io.millrace.gateway.pipeline;

/** Answers for the OpenAPI document. */
final class PipelineExamples {

  static final String PIPELINE =
      """
      {"at":"2026-11-21T10:00:02.125Z","state":"up","stages":[
       {"id":"bridge","name":"CDC bridge","state":"up","since":"2026-11-21T09:00:00.000Z",
        "detail":"HTTP 200, 5 checks up","latencyMs":3}],
       "sources":[{"source":"telecom","state":"streaming","since":"2026-11-21T09:00:00Z",
        "cause":null,"slotActive":true,"walStatus":"reserved","lagBytes":1024,
        "walKeptBytes":16777216,"safeWalBytes":null,"lagSeconds":0.052,"eventsPerSecond":201.5,
        "deadLetters":0,"restarts":0}],
       "topics":[{"topic":"telecom.public.telecom_events","partitions":4,"records":120334,
        "recordsPerSecond":204.0}],
       "queries":[{"query":"telecom-metrics","state":"up","since":"2026-11-21T09:00:00Z",
        "detail":"micro-batch 77, 200 records/s","inputRowsPerSecond":200.0,
        "processedRowsPerSecond":912.4,"batchDurationMs":412,"batchId":77,"lagRecords":0,
        "finishedAt":"2026-11-21T10:00:01.512Z","watermark":"2026-11-21T09:57:58Z",
        "freshnessSeconds":0.912}],
       "analytics":{"rows":48211,"bytes":3145728,"insertedRowsPerSecond":200.0},
       "store":{"objects":12,"archivedUpTo":"2026-11-21T09:57:00Z"},
       "setAside":{"from":"2026-11-21T09:00:02Z","to":"2026-11-21T10:00:02Z","late":12,
        "deadLetters":3}}
      """;

  static final String FRESHNESS =
      """
      {"from":"2026-11-21T09:30:00Z","to":"2026-11-21T10:00:00Z","stepSeconds":10,"queries":[
       {"query":"telecom-metrics","p50":0.915,"p99":1.665,"points":[
        {"at":"2026-11-21T09:59:50Z","p50":0.902,"p99":1.512,"changes":2000}]}]}
      """;

  private PipelineExamples() {}
}
