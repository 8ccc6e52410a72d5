package io.millrace.gateway.deadletters;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a key or a value as JSON can carry it.
 *
 * @param text the bytes as UTF-8, or in Base64 if they are none; null if there are none
 * @param encoding {@code utf-8} or {@code base64}
 * @param truncated whether there are more bytes
 */
record ShownBytes(@Nullable String text, String encoding, boolean truncated) {

  /** Bytes that are shown at most. */
  static final int MOST = 64 << 10;

  private static final String TEXT = "utf-8";

  /** Shows the beginning of some bytes. */
  static ShownBytes of(byte @Nullable [] bytes) {
    if (bytes == null) {
      return new ShownBytes(null, TEXT, false);
    }
    boolean truncated = bytes.length > MOST;
    int length = truncated ? wholeCharacters(bytes) : bytes.length;
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString();
      return new ShownBytes(text, TEXT, truncated);
    } catch (CharacterCodingException e) {
      byte[] shown = Arrays.copyOf(bytes, Math.min(bytes.length, MOST));
      return new ShownBytes(Base64.getEncoder().encodeToString(shown), "base64", truncated);
    }
  }

  /** Cuts no character: its bytes after the first begin with the bits 10. */
  private static int wholeCharacters(byte[] bytes) {
    int length = MOST;
    while (length > MOST - 3 && (bytes[length] & 0xC0) == 0x80) {
      length--;
    }
    return length;
  }
}
