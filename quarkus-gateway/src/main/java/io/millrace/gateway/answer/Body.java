package io.millrace.gateway.answer;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

/** Bytes that are ready to be sent, their strong entity tag, and how often they are being sent. */
final class Body {

  private static final int TAG_BYTES = 15;

  private final byte[] bytes;
  private final String tag;
  private final AtomicInteger deliveries = new AtomicInteger();

  Body(byte[] bytes) {
    this.bytes = bytes;
    this.tag = "\"" + digest(bytes) + "\"";
  }

  /** Not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return bytes.length;
  }

  /** With its quotation marks. */
  String tag() {
    return tag;
  }

  /** Those under way. */
  AtomicInteger deliveries() {
    return deliveries;
  }

  private static String digest(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Arrays.copyOf(digest, TAG_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
