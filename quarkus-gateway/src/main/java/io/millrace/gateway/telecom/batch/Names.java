package io.millrace.gateway.telecom.batch;

import io.millrace.gateway.request.RequestParameters;
import io.millrace.model.telecom.Region;
import io.millrace.model.telecom.TelecomEventType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The names that the tables' dimensions have. */
final class Names {

  /** All event types, or all regions, together. */
  static final String ALL = "ALL";

  /** The region with the most events. */
  static final String MOST_ACTIVE = "most_active";

  static final List<String> EVENT_TYPES =
      Arrays.stream(TelecomEventType.values()).map(Enum::name).toList();

  static final List<String> REGIONS =
      Arrays.stream(Region.values()).map(Region::displayName).toList();

  static final List<String> MEASURES = List.of("duration", "megabytes", "amount");

  static final List<String> METHODS = List.of("exact", "approximate");

  static final List<String> HOURS =
      Stream.concat(Stream.of(ALL), IntStream.range(0, 24).mapToObj(String::valueOf)).toList();

  private Names() {}

  /** Some names and others. */
  static List<String> and(List<String> names, String... more) {
    return Stream.concat(names.stream(), Stream.of(more)).toList();
  }

  /** The values of a repeatable parameter, sorted; none asks for all. */
  static List<String> read(
      RequestParameters parameters, String name, String detail, List<String> allowed) {
    return parameters
        .choices(
            name,
            text -> allowed.contains(text) ? Optional.of(text) : Optional.empty(),
            detail,
            String.join(", ", allowed))
        .stream()
        .sorted()
        .toList();
  }
}
