package io.millrace.postgres.embedded;

import java.util.List;

/**
 * PostgreSQL refuses to run as root. In a user namespace of its own it is nobody, while its files
 * stay root's, so no user has to be created for it.
 */
final class UserNamespace {

  private UserNamespace() {}

  /** What to put before a PostgreSQL program: nothing unless this process is root. */
  static List<String> prefix() {
    return isRoot() ? List.of("unshare", "-U") : List.of();
  }

  /** Addition to the message of a failed start. */
  static String remedy() {
    return isRoot()
        ? "\n(this process is root, so it was run with \"unshare -U\"; where that is not permitted,"
            + " run as another user, or use a server of your own with --postgres host:port)"
        : "";
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }
}
