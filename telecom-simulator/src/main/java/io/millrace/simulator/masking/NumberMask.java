package io.millrace.simulator.masking;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Turns a subscriber's number into what may be stored: the first 64 bits of HMAC-SHA-256 (RFC 2104)
 * under a secret key, as 16 hexadecimal digits, a hyphen, and the number's last two digits.
 *
 * <p>The same number under the same key always becomes the same mask, so subscribers can be told
 * apart and counted; without the key neither the number nor a guess at it can be checked. Numbers
 * of fewer than {@value #FEWEST_DIGITS_SHOWN} digits would be given away by their last two, so two
 * digits of the hash stand in for them.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class NumberMask {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int FEWEST_KEY_BYTES = 16;
  private static final int FEWEST_DIGITS_SHOWN = 7;
  private static final int HASH_BYTES = 8;

  private final Mac mac;

  private NumberMask(byte[] key) {
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
    } catch (GeneralSecurityException e) {
      // Every Java platform must provide HmacSHA256.
      throw new IllegalStateException(e);
    }
  }

  /**
   * A mask under a secret.
   *
   * @throws IllegalArgumentException if the secret has fewer than 16 bytes
   */
  public static NumberMask ofSecret(String secret) {
    byte[] key = secret.getBytes(StandardCharsets.UTF_8);
    if (key.length < FEWEST_KEY_BYTES) {
      throw new IllegalArgumentException(
          "the masking key has "
              + key.length
              + " bytes; allowed: "
              + FEWEST_KEY_BYTES
              + " and more, such as the output of: openssl rand -hex 32");
    }
    return new NumberMask(key);
  }

  /**
   * A mask for invented numbers, whose key anyone can derive from the seed. Never for real numbers.
   */
  public static NumberMask ofSeed(long seed) {
    return new NumberMask(
        ("millrace simulator, invented numbers, seed " + seed).getBytes(StandardCharsets.UTF_8));
  }

  /** The mask of a number, such as {@code 9f86d081884c7d65-42}. */
  public String mask(String number) {
    byte[] hash = mac.doFinal(number.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash, 0, HASH_BYTES) + '-' + shownDigits(number, hash);
  }

  private static String shownDigits(String number, byte[] hash) {
    StringBuilder lastTwo = new StringBuilder(2);
    int digits = 0;
    for (int i = number.length() - 1; i >= 0; i--) {
      char c = number.charAt(i);
      if (c >= '0' && c <= '9') {
        digits++;
        if (lastTwo.length() < 2) {
          lastTwo.insert(0, c);
        }
      }
    }
    if (digits < FEWEST_DIGITS_SHOWN) {
      int standIn = ((hash[HASH_BYTES] & 0xff) << 8 | (hash[HASH_BYTES + 1] & 0xff)) % 100;
      return "" + (char) ('0' + standIn / 10) + (char) ('0' + standIn % 10);
    }
    return lastTwo.toString();
  }
}
