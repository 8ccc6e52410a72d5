package io.millrace.runtime.access;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * What is kept of a key: a line {@code NAME ROLE CREATED SHA256} of a {@link KeyFile}.
 *
 * @param name whose key it is
 * @param role what it lets its bearer do
 * @param created when it was made, ISO 8601 in UTC
 * @param sha256 the SHA-256 of the key, 64 hexadecimal digits in small letters
 */
public record KeyEntry(String name, Role role, Instant created, String sha256) {

  private static final String NAMES =
      "1 to 64 letters, digits, dots, hyphens and underscores, the first a letter or digit, and not"
          + " anonymous";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  /**
   * Checks all of it.
   *
   * @throws IllegalArgumentException naming the part, its value and what is allowed
   */
  public KeyEntry {
    if (!NAME.matcher(name).matches() || name.equals("anonymous")) {
      throw new IllegalArgumentException("name is \"" + name + "\"; allowed: " + NAMES);
    }
    if (!DIGEST.matcher(sha256).matches()) {
      // Not repeated: somebody may have put the key itself there.
      throw new IllegalArgumentException(
          "the fourth part is no SHA-256; allowed: 64 hexadecimal digits in small letters");
    }
  }

  /** What is kept of a new key. */
  static KeyEntry of(String name, Role role, Instant created, ApiKey key) {
    return new KeyEntry(
        name,
        role,
        created.truncatedTo(ChronoUnit.SECONDS),
        HexFormat.of().formatHex(key.digest()));
  }

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException saying what is wrong with it and what would be right
   */
  static KeyEntry parse(String line) {
    String[] parts = line.split("\\s+");
    if (parts.length != 4) {
      throw new IllegalArgumentException(
          "it has " + parts.length + " parts; allowed: NAME ROLE CREATED SHA256");
    }
    return new KeyEntry(parts[0], Role.of(parts[1]), instant(parts[2]), parts[3]);
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "creation time is \"" + text + "\"; allowed: an instant such as 2026-11-21T10:00:00Z", e);
    }
  }

  /** Its line, which {@link #parse} reads. */
  String line() {
    return String.join(" ", name, role.id(), created.toString(), sha256);
  }

  /** The SHA-256 as bytes, to be compared in constant time. */
  public byte[] digest() {
    return HexFormat.of().parseHex(sha256);
  }
}
