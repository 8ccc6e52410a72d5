package io.millrace.gateway.telecom;

import io.millrace.gateway.analytics.SqlText;
import io.millrace.gateway.request.RequestParameters;
import io.millrace.model.telecom.Region;
import io.millrace.model.telecom.TelecomEventType;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which part of the traffic is asked for; an empty set asks for all of that dimension.
 *
 * @param eventTypes the event types
 * @param regions the regions
 */
public record Dimensions(Set<TelecomEventType> eventTypes, Set<Region> regions) {

  static final String ALLOWED_TYPES =
      Arrays.stream(TelecomEventType.values()).map(Enum::name).collect(Collectors.joining(", "));

  static final String ALLOWED_REGIONS =
      Arrays.stream(Region.values()).map(Region::displayName).collect(Collectors.joining(", "));

  /** Copies the sets. */
  public Dimensions {
    eventTypes = Set.copyOf(eventTypes);
    regions = Set.copyOf(regions);
  }

  /** Reads {@code eventType} and {@code region}. */
  static Dimensions read(RequestParameters parameters) {
    return new Dimensions(
        readEventTypes(parameters).eventTypes(),
        parameters.choices("region", Region::ofDisplayName, "is not a region", ALLOWED_REGIONS));
  }

  /** Reads {@code eventType}, of all regions. */
  static Dimensions readEventTypes(RequestParameters parameters) {
    return new Dimensions(
        parameters.choices(
            "eventType", Dimensions::eventType, "is not an event type", ALLOWED_TYPES),
        Set.of());
  }

  /** Appends the condition that rows are of that part. */
  void filter(SqlText sql) {
    sql.appendIn("event_type", eventTypes.stream().map(TelecomEventType::name).toList());
    sql.appendIn("region", regions.stream().map(Region::displayName).toList());
  }

  /** The event type of that exact name. */
  static Optional<TelecomEventType> eventType(String name) {
    return Arrays.stream(TelecomEventType.values())
        .filter(type -> type.name().equals(name))
        .findFirst();
  }
}
