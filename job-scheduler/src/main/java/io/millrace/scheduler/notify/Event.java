package io.millrace.scheduler.notify;

import io.millrace.runtime.InvalidSettingException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What people are told of. */
public enum Event {
  /** A run succeeded. */
  SUCCESS,
  /** A run failed for good. */
  FAILURE,
  /** A day is not done at its deadline. */
  LATE;

  /** Its name in settings and messages. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a setting.
   *
   * @throws InvalidSettingException if one is not an event
   */
  static Set<Event> read(String key, List<String> ids) {
    Set<Event> events = EnumSet.noneOf(Event.class);
    for (String id : ids) {
      events.add(
          Arrays.stream(values())
              .filter(event -> event.id().equals(id.strip()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new InvalidSettingException(
                          key,
                          "\"" + id + "\"",
                          Arrays.stream(values()).map(Event::id).collect(Collectors.joining(", "))
                              + ", separated by commas")));
    }
    return events;
  }
}
