package io.millrace.gateway.request;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The text of a cursor: the parts of a row's key after the version 1, joined by {@code ~}, in
 * Base64 that needs no escaping in a URL. Clients hand it back and need not understand it; it may
 * be forged, so what is read from it is a position and nothing else.
 */
public final class OpaqueCursor {

  private static final String VERSION = "1";
  private static final String SEPARATOR = "~";

  private OpaqueCursor() {}

  /** Writes the parts of a key, none of which contains {@code ~}. */
  public static String encode(Object... parts) {
    String text =
        Arrays.stream(parts)
            .map(String::valueOf)
            .collect(Collectors.joining(SEPARATOR, VERSION + SEPARATOR, ""));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads what {@link #encode} wrote; empty for anything else.
   *
   * @param layout of the parts with what separates them, each part a group
   * @param reader takes the parts; may throw {@link IllegalArgumentException} or {@link
   *     DateTimeException} for a key that no row has
   */
  public static <T> Optional<T> decode(
      String encoded, Pattern layout, Function<MatchResult, T> reader) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(encoded);
      String text = new String(bytes, StandardCharsets.UTF_8);
      if (!text.startsWith(VERSION + SEPARATOR)) {
        return Optional.empty();
      }
      Matcher parts = layout.matcher(text.substring(VERSION.length() + SEPARATOR.length()));
      return parts.matches() ? Optional.of(reader.apply(parts)) : Optional.empty();
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
