package io.millrace.gateway.answer;

import org.jspecify.annotations.Nullable;

/** What {@code If-None-Match} says, by RFC 9110, section 13.1.2. */
final class EntityTags {

  private EntityTags() {}

  /**
   * Whether a client has these bytes already. Tags are compared weakly, as the RFC wants it.
   *
   * @param header null if there is none
   * @param tag with its quotation marks; neither a comma nor a quotation mark is inside
   */
  static boolean contain(@Nullable String header, String tag) {
    if (header == null) {
      return false;
    }
    for (String element : header.split(",", -1)) {
      String known = element.strip();
      if (known.equals("*") || known.equals(tag) || known.equals("W/" + tag)) {
        return true;
      }
    }
    return false;
  }
}
