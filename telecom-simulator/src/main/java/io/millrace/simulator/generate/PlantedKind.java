package io.millrace.simulator.generate;

import io.millrace.model.telecom.TelecomRule;
import io.millrace.simulator.event.EventRow;
import io.millrace.simulator.scenario.FaultlessEvents;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What can be wrong with a file of events, or merely different from the usual. A line has one kind
 * at most, so the counts of the sidecar can be held against those of whoever reads the files.
 */
public enum PlantedKind {
  /** No JSON: a brace too few, a stray quotation mark, a key without any, a value missing. */
  BROKEN_JSON(Place.LINE, 0.001),
  /** A value that cannot be of its field's type: a word, a list, an object, a truth value. */
  WRONG_TYPE(Place.LINE, 0.001),
  /** A number within quotation marks; what is in them is right. */
  NUMBER_AS_TEXT(Place.LINE, 0.001),
  /** A null where an event must have a value: id, type, time or region. */
  NULL_VALUE(Place.LINE, 0.001),
  /** One of these fields is not there at all. */
  MISSING_FIELD(Place.LINE, 0.001),
  /** A type that nobody knows. */
  UNKNOWN_EVENT_TYPE(Place.LINE, 0.001),
  /** A region that nobody knows. */
  UNKNOWN_REGION(Place.LINE, 0.001),
  /** Before 1970: breaks {@link TelecomRule#EVENT_TIME_OUT_OF_RANGE}. */
  EVENT_TIME_OUT_OF_RANGE(TelecomRule.EVENT_TIME_OUT_OF_RANGE),
  /** After it was recorded: breaks {@link TelecomRule#EVENT_TIME_IN_FUTURE}. */
  EVENT_TIME_IN_FUTURE(TelecomRule.EVENT_TIME_IN_FUTURE),
  /** Breaks {@link TelecomRule#NEGATIVE_DURATION}. */
  NEGATIVE_DURATION(TelecomRule.NEGATIVE_DURATION),
  /** Breaks {@link TelecomRule#DURATION_SENTINEL}. */
  DURATION_SENTINEL(TelecomRule.DURATION_SENTINEL),
  /** Breaks {@link TelecomRule#NEGATIVE_MEGABYTES}. */
  NEGATIVE_MEGABYTES(TelecomRule.NEGATIVE_MEGABYTES),
  /** Breaks {@link TelecomRule#NEGATIVE_AMOUNT}. */
  NEGATIVE_AMOUNT(TelecomRule.NEGATIVE_AMOUNT),
  /** The event's time as milliseconds since 1970, a number. */
  TIME_EPOCH_MILLIS(Place.LINE, 0.001),
  /** As seconds since 1970, a number with six decimals. */
  TIME_EPOCH_SECONDS(Place.LINE, 0.001),
  /** ISO 8601 with Almaty's offset, +05:00. */
  TIME_WITH_OFFSET(Place.LINE, 0.001),
  /** {@code 2026-01-31 17:05:09.000123 Asia/Almaty}. */
  TIME_WITH_ZONE(Place.LINE, 0.001),
  /** {@code 31.01.2026 17:05:09.000123} in UTC. */
  TIME_DAY_FIRST(Place.LINE, 0.001),
  /** Bytes that are no UTF-8 within a text. */
  BAD_ENCODING(Place.LINE, 0.001),
  /** One more line, byte for byte an earlier one of the set. */
  DUPLICATE_EXACT(Place.EXTRA_LINE, 0.001),
  /** One more line with the id of an earlier one and another content. */
  DUPLICATE_CONFLICT(Place.EXTRA_LINE, 0.001),
  /** One more line of nothing, or of white space. */
  BLANK_LINE(Place.EXTRA_LINE, 0.001),
  /** A good event with one more field of very many bytes. */
  OVERLONG_LINE(Place.FILE, 0),
  /** The file begins with a byte order mark. */
  BOM(Place.FILE, 0),
  /** The file ends within its last line. */
  TRUNCATED_LAST_LINE(Place.FILE, 0),
  /** A file of no bytes. */
  EMPTY_FILE(Place.FILE, 0);

  /** Where it is planted. */
  enum Place {
    /** In the place of a good line; a share of the lines that can have it. */
    LINE,
    /** Between lines; a share of the lines. */
    EXTRA_LINE,
    /** Once a file, in some files: see {@link FilePlan}. */
    FILE
  }

  private final Place place;
  private final double usualShare;
  private final @Nullable TelecomRule rule;

  PlantedKind(Place place, double usualShare) {
    this.place = place;
    this.usualShare = usualShare;
    this.rule = null;
  }

  PlantedKind(TelecomRule rule) {
    this.place = Place.LINE;
    this.usualShare = 0.001;
    this.rule = rule;
  }

  Place place() {
    return place;
  }

  /** The share of lines that have it when nobody says otherwise; 0 for what files have. */
  public double usualShare() {
    return usualShare;
  }

  /** The rule that such a line breaks, if it is a readable event that breaks one. */
  public Optional<TelecomRule> rule() {
    return Optional.ofNullable(rule);
  }

  /** Whether that event's line can have it. */
  boolean suits(EventRow clean) {
    if (rule != null) {
      return FaultlessEvents.canBreak(rule, clean);
    }
    // A message has no number to be written in another way.
    return this != NUMBER_AS_TEXT
        || clean.durationSeconds() != null
        || clean.megabytes() != null
        || clean.amount() != null;
  }

  /** The name in the sidecar and on the command line. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The kind of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static PlantedKind of(String id) {
    return Arrays.stream(values())
        .filter(kind -> kind.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "kind is "
                        + id
                        + "; allowed: "
                        + Arrays.stream(values())
                            .filter(kind -> kind.place() != Place.FILE)
                            .map(PlantedKind::id)
                            .collect(Collectors.joining(", "))));
  }
}
