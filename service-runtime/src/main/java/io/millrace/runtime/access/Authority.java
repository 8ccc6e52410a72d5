package io.millrace.runtime.access;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What {@code Host} and {@code Origin} say; nothing is resolved, since a name server can lie. */
public final class Authority {

  private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern LOOPBACK =
      Pattern.compile(
          "localhost|127(?:\\." + OCTET + "){3}|\\[?(?:::1|0:0:0:0:0:0:0:1)]?",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");

  private Authority() {}

  /** Whether a host, without a port, is this machine for certain. */
  public static boolean isLoopback(String host) {
    return LOOPBACK.matcher(host).matches();
  }

  /** Whether a {@code Host} header, with or without a port, names this machine. */
  public static boolean namesLoopback(@Nullable String header) {
    if (header == null || header.length() > 64) {
      return false;
    }
    // An IPv6 address has brackets here, or its last group would be taken for a port.
    return (header.startsWith("[") || header.indexOf(':') == header.lastIndexOf(':'))
        && isLoopback(PORT.matcher(header).replaceFirst(""));
  }

  /** Whether the page of that {@code Origin} comes from where this {@code Host} is. */
  public static boolean isSameOrigin(String origin, @Nullable String host) {
    int scheme = origin.indexOf("://");
    if (scheme < 0 || host == null) {
      return false;
    }
    String defaultPort = origin.startsWith("https") ? ":443" : ":80";
    return plain(origin.substring(scheme + 3), defaultPort).equals(plain(host, defaultPort));
  }

  private static String plain(String authority, String defaultPort) {
    String small = authority.toLowerCase(Locale.ROOT);
    return small.endsWith(defaultPort)
        ? small.substring(0, small.length() - defaultPort.length())
        : small;
  }
}
