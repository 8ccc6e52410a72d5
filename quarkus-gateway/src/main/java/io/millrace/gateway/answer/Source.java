package io.millrace.gateway.answer;

import java.util.Locale;

/** Where an answer comes from; RFC 9211 says how a cache tells. */
enum Source {
  /** ClickHouse, asked for this request. */
  MISS("millrace; fwd=miss"),
  /** ClickHouse, asked for another request at the same time. */
  SHARED("millrace; fwd=miss; collapsed"),
  /** Kept for a moment. */
  HIT("millrace; hit"),
  /** Kept from before ClickHouse stopped answering. */
  STALE("millrace; hit; detail=stale");

  private final String cacheStatus;

  Source(String cacheStatus) {
    this.cacheStatus = cacheStatus;
  }

  /** The header {@code Cache-Status}. */
  String cacheStatus() {
    return cacheStatus;
  }

  /** The meters' tag. */
  String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
