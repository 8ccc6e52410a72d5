package io.millrace.runtime.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A key that lets its bearer into the gateway: {@value #PREFIX} and 256 random bits in base64url.
 *
 * <p>At rest only its SHA-256 is kept. A slow, salted hash protects what people choose, which can
 * be guessed; 256 random bits cannot, so a fast hash loses nothing, and lets every request be
 * checked.
 */
public final class ApiKey {

  /** How each key begins, so that one that has leaked is found by scanners. */
  public static final String PREFIX = "mlr_";

  private static final int BYTES = 32;
  private static final int LENGTH = PREFIX.length() + (BYTES * 8 + 5) / 6;
  private static final Pattern BODY = Pattern.compile("[A-Za-z0-9_-]+");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String text;

  private ApiKey(String text) {
    this.text = text;
  }

  /** A new key. */
  public static ApiKey generate() {
    byte[] random = new byte[BYTES];
    RANDOM.nextBytes(random);
    return new ApiKey(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random));
  }

  /** The key that a client sent; empty if it does not look like one, which costs no hashing. */
  public static Optional<ApiKey> read(String text) {
    return text.length() == LENGTH
            && text.startsWith(PREFIX)
            && BODY.matcher(text).region(PREFIX.length(), LENGTH).matches()
        ? Optional.of(new ApiKey(text))
        : Optional.empty();
  }

  /** Its SHA-256. */
  public byte[] digest() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The key itself: to be shown once and never logged. */
  public String reveal() {
    return text;
  }

  /** Without the secret, so that a key cannot get into a log by mistake. */
  @Override
  public String toString() {
    return PREFIX + "…";
  }
}
