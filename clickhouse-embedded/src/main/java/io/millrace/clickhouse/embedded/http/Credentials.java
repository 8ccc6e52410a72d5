package io.millrace.clickhouse.embedded.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The one user of this interface.
 *
 * @param user not blank
 * @param password not empty
 */
public record Credentials(String user, String password) {

  public Credentials {
    if (user.isBlank() || user.contains("\n")) {
      throw new IllegalArgumentException(
          "the user is '" + user + "'; set MILLRACE_CLICKHOUSE_USER to one line of text");
    }
    if (password.isEmpty()) {
      throw new IllegalArgumentException(
          "the password is empty; set MILLRACE_CLICKHOUSE_PASSWORD: any program on this machine"
              + " can reach the port");
    }
  }

  /** Whether these are the same; takes the same time wherever they differ. */
  boolean matches(String otherUser, String otherPassword) {
    // Digests of equal length, so that the comparison does not tell how long the secret is.
    return MessageDigest.isEqual(digest(user, password), digest(otherUser, otherPassword));
  }

  private static byte[] digest(String user, String password) {
    try {
      // Unambiguous: a user's name has no line end.
      return MessageDigest.getInstance("SHA-256")
          .digest((user + '\n' + password).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "Credentials[user=" + user + "]";
  }
}
