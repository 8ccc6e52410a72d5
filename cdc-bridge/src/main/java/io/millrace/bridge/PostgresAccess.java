package io.millrace.bridge;

/**
 * The replication role's access to a source database.
 *
 * @param host name or address
 * @param port TCP port
 * @param database its name
 * @param user a role with REPLICATION and SELECT on the published tables
 * @param password its password
 */
public record PostgresAccess(String host, int port, String database, String user, String password) {

  /** The JDBC address, without credentials. */
  public String url() {
    return "jdbc:postgresql://" + host + ":" + port + "/" + database;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return user + "@" + host + ":" + port + "/" + database;
  }
}
