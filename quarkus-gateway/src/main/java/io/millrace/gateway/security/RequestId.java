package io.millrace.gateway.security;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Names a request in its answer and in the log. */
final class RequestId {

  private static final int LONGEST = 64;

  private RequestId() {}

  /**
   * The id that a client gave, if it is 1 to 64 letters, digits, dots, hyphens and underscores;
   * otherwise a new one, so that nothing else gets into headers and logs.
   */
  static String of(@Nullable String given) {
    return given != null && isSane(given) ? given : fresh();
  }

  private static boolean isSane(String id) {
    int length = id.length();
    if (length == 0 || length > LONGEST) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = id.charAt(i);
      boolean sane =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '.'
              || c == '-'
              || c == '_';
      if (!sane) {
        return false;
      }
    }
    return true;
  }

  private static String fresh() {
    // Unique, not secret.
    ThreadLocalRandom random = ThreadLocalRandom.current();
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
  }
}
