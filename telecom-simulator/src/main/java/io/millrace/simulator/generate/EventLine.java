package io.millrace.simulator.generate;

import io.millrace.model.telecom.TelecomRule;
import io.millrace.simulator.event.EventRow;
import io.millrace.simulator.scenario.Draw;
import io.millrace.simulator.scenario.FaultlessEvents;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes events as lines of JSON, good or with one kind of dirt. */
final class EventLine {

  private static final ZoneId ALMATY = ZoneId.of("Asia/Almaty");
  private static final Duration ALMATYS_OFFSET = Duration.ofHours(5);
  private static final String[] TYPES = {"VIDEO_CALL", "call", "USSD", "Roaming"};
  private static final String[] REGIONS = {"Alma-Ata", "Semipalatinsk", "Tselinograd", "ASTANA"};
  private static final String[] BLANKS = {"", " ", "\t", "   \t "};

  private final LineBuffer line;
  private final String source;
  private final Draw draw;
  private final FaultlessEvents.Run events;

  EventLine(LineBuffer line, String source, Draw draw, FaultlessEvents.Run events) {
    this.line = line;
    this.source = source;
    this.draw = draw;
    this.events = events;
  }

  void good(long id, EventRow event) {
    line.clear();
    line.add("{\"event_id\":").add(id).add(",\"event_type\":").quoted(event.eventType());
    line.add(",\"event_time\":");
    time(event.eventTime());
    afterTime(event);
  }

  void dirty(PlantedKind kind, long id, EventRow event) {
    switch (kind) {
      case BROKEN_JSON -> broken(id, event);
      case WRONG_TYPE -> wrongType(id, event);
      case NUMBER_AS_TEXT -> numberAsText(id, event);
      case NULL_VALUE -> withoutValue(id, event, "null");
      case MISSING_FIELD -> withoutValue(id, event, "");
      case UNKNOWN_EVENT_TYPE -> good(id, event.withEventType(TYPES[draw.below(TYPES.length)]));
      case UNKNOWN_REGION -> good(id, event.withRegion(REGIONS[draw.below(REGIONS.length)]));
      case EVENT_TIME_OUT_OF_RANGE,
          EVENT_TIME_IN_FUTURE,
          NEGATIVE_DURATION,
          DURATION_SENTINEL,
          NEGATIVE_MEGABYTES,
          NEGATIVE_AMOUNT ->
          good(id, events.spoil(kind.rule().orElseThrow(), event));
      case TIME_EPOCH_MILLIS,
          TIME_EPOCH_SECONDS,
          TIME_WITH_OFFSET,
          TIME_WITH_ZONE,
          TIME_DAY_FIRST ->
          otherTime(kind, id, event);
      case BAD_ENCODING -> badEncoding(id, event);
      case DUPLICATE_EXACT,
          DUPLICATE_CONFLICT,
          BLANK_LINE,
          OVERLONG_LINE,
          BOM,
          TRUNCATED_LAST_LINE,
          EMPTY_FILE ->
          throw new IllegalArgumentException(kind + " is not made of one event's line");
    }
  }

  /** Nothing that could be seen. */
  void blank() {
    line.clear();
    line.add(BLANKS[draw.below(BLANKS.length)]);
  }

  /** The line that was there, with another amount of what it is about. */
  void conflicting(long id, EventRow event) {
    Long seconds = event.durationSeconds();
    if (seconds != null) {
      // Not to the mark of an overflow, which would be a kind of its own.
      long other = seconds + 1 == TelecomRule.OVERFLOW_SENTINEL ? seconds + 2 : seconds + 1;
      good(id, event.withDurationSeconds(other));
    } else if (event.amount() != null) {
      good(id, event.withAmount(event.amount().add(BigDecimal.ONE)));
    } else {
      Instant time = Objects.requireNonNull(event.eventTime());
      good(id, event.withEventTime(time.minusSeconds(1)));
    }
  }

  private void time(@Nullable Instant instant) {
    if (instant == null) {
      line.add("null");
    } else {
      line.add('"').instant(instant).add('"');
    }
  }

  private void afterTime(EventRow event) {
    line.add(",\"recorded_at\":\"").instant(event.recordedAt());
    line.add("\",\"region\":").quoted(event.region());
    line.add(",\"subscriber\":").quoted(event.subscriber());
    line.add(",\"counterparty\":").quoted(event.counterparty());
    line.add(",\"duration_seconds\":").add(event.durationSeconds());
    line.add(",\"megabytes\":").add(event.megabytes());
    line.add(",\"amount\":").add(event.amount());
    line.add(",\"source\":\"").add(source).add("\"}");
  }

  private void broken(long id, EventRow event) {
    good(id, event);
    switch (draw.below(4)) {
      // Without its brace.
      case 0 -> line.cut(line.length() - 1);
      // A quotation mark too many.
      case 1 -> line.bytes()[line.length() - 1] = '"';
      // The first key without its first quotation mark.
      case 2 -> line.bytes()[1] = ' ';
      // Cut at the colon of the last value.
      default -> {
        line.cut(line.length() - source.length() - 3);
        line.add('}');
      }
    }
  }

  private void wrongType(long id, EventRow event) {
    switch (draw.below(4)) {
      case 0 -> replaced(id, event, "event_id", "[" + id + "]");
      case 1 -> replaced(id, event, "duration_seconds", "\"about a minute\"");
      case 2 -> replaced(id, event, "region", "{\"name\":7}");
      default -> replaced(id, event, "event_time", "true");
    }
  }

  private void numberAsText(long id, EventRow event) {
    if (event.durationSeconds() != null) {
      replaced(id, event, "duration_seconds", "\"" + event.durationSeconds() + "\"");
    } else if (event.megabytes() != null) {
      replaced(id, event, "megabytes", "\"" + event.megabytes().toPlainString() + "\"");
    } else {
      replaced(
          id,
          event,
          "amount",
          "\"" + Objects.requireNonNull(event.amount()).toPlainString() + "\"");
    }
  }

  private void withoutValue(long id, EventRow event, String instead) {
    String[] required = {"event_id", "event_type", "event_time", "region"};
    replaced(id, event, required[draw.below(required.length)], instead);
  }

  /** The good line with another value of a field; without the field if that is empty. */
  private void replaced(long id, EventRow event, String field, String value) {
    good(id, event);
    String text = new String(line.bytes(), 0, line.length(), StandardCharsets.UTF_8);
    String key = "\"" + field + "\":";
    int begin = text.indexOf(key);
    int end = text.indexOf(",\"", begin);
    line.clear();
    if (value.isEmpty()) {
      // With the comma behind it: no field that may be missing is the last.
      line.add(text.substring(0, begin)).add(text.substring(end + 1));
    } else {
      line.add(text.substring(0, begin)).add(key).add(value).add(text.substring(end));
    }
  }

  private void otherTime(PlantedKind kind, long id, EventRow event) {
    Instant time = Objects.requireNonNull(event.eventTime(), "a clean event has a time");
    Instant local =
        kind == PlantedKind.TIME_WITH_ZONE
            ? time.plusSeconds(ALMATY.getRules().getOffset(time).getTotalSeconds())
            : time.plus(ALMATYS_OFFSET);
    line.clear();
    line.add("{\"event_id\":").add(id).add(",\"event_type\":").quoted(event.eventType());
    line.add(",\"event_time\":");
    if (kind == PlantedKind.TIME_EPOCH_MILLIS) {
      line.add(time.toEpochMilli());
    } else if (kind == PlantedKind.TIME_EPOCH_SECONDS) {
      line.add(time.getEpochSecond()).add('.').digits(time.getNano() / 1000, 6);
    } else if (kind == PlantedKind.TIME_WITH_OFFSET) {
      line.add('"').date(local).add('T').time(local).add("+05:00\"");
    } else if (kind == PlantedKind.TIME_WITH_ZONE) {
      line.add('"').date(local).add(' ').time(local).add(" Asia/Almaty\"");
    } else {
      line.add('"').dayFirst(time).add(' ').time(time).add('"');
    }
    afterTime(event);
  }

  private void badEncoding(long id, EventRow event) {
    good(id, event.withRegion("Almat?"));
    // Windows-1251, or a UTF-8 character that ends too soon.
    byte[] wrong = {(byte) 0xfb, (byte) 0xe9, (byte) 0xc3, (byte) 0xff};
    for (int i = 0; i < line.length(); i++) {
      if (line.bytes()[i] == '?') {
        line.bytes()[i] = wrong[draw.below(wrong.length)];
      }
    }
  }
}
