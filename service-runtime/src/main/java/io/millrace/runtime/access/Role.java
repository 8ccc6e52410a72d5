package io.millrace.runtime.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a client of the gateway may do. */
public enum Role {
  /** Read analytics, health and metrics. */
  READ,
  /** Change things, and all that {@link #READ} may. */
  ADMIN;

  /** Its name in files, on the command line and in tokens. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The ids of the roles that come with this one, itself included. */
  public Set<String> granted() {
    return Arrays.stream(values())
        .filter(role -> role.compareTo(this) <= 0)
        .map(Role::id)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * The role with that id.
   *
   * @throws IllegalArgumentException naming what is allowed
   */
  public static Role of(String id) {
    for (Role role : values()) {
      if (role.id().equals(id)) {
        return role;
      }
    }
    throw new IllegalArgumentException("role is \"" + id + "\"; allowed: read, admin");
  }
}
