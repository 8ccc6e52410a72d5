package io.millrace.gateway.deadletters;

import io.millrace.model.Domain;
import java.util.Arrays;
import java.util.Optional;

/** A table whose changes analytics are computed from, so that one of them can be replayed. */
enum ReplayTarget {
  /** Calls, messages, data sessions, recharges. */
  TELECOM_EVENTS(Domain.TELECOM, "telecom_events", "event_id"),
  /** States of aircraft. */
  PROCESSED_FLIGHTS(Domain.OPENSKY, "processed_flights", "flight_id");

  private final Domain domain;
  private final String table;
  private final String keyColumn;

  ReplayTarget(Domain domain, String table, String keyColumn) {
    this.domain = domain;
    this.table = table;
    this.keyColumn = keyColumn;
  }

  /** Whose database has it. */
  Domain domain() {
    return domain;
  }

  /** The topic of its change events. */
  String topic() {
    return domain.topic(table);
  }

  /** The primary key, a bigint. */
  String keyColumn() {
    return keyColumn;
  }

  /**
   * Asks for the row's version, and whether it is an image: PostgreSQL reads the image itself, each
   * column as its own type. Parameters: the image as JSON, the key.
   */
  String currentRowSql() {
    return "SELECT t.xmin::text::bigint, t IS NOT DISTINCT FROM jsonb_populate_record(NULL::public."
        + table
        + ", ?::jsonb) FROM public."
        + table
        + " t WHERE t."
        + keyColumn
        + " = ?";
  }

  /** The table of a topic; empty if nothing is computed from the topic, or it is no such topic. */
  static Optional<ReplayTarget> ofTopic(String topic) {
    return Arrays.stream(values()).filter(target -> target.topic().equals(topic)).findFirst();
  }
}
