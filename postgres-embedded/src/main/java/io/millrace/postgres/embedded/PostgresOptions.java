package io.millrace.postgres.embedded;

import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.TreeMap;

/**
 * How to run a server. Start from {@link #in(Path)} and change what matters.
 *
 * @param dataFolder the cluster; created at the first start and kept afterwards
 * @param logFile the server's own output is appended here
 * @param port on 127.0.0.1; 0 takes a free one at each start
 * @param adminUser the superuser's name
 * @param adminPassword its password, not empty; a cluster keeps the one it was created with
 * @param settings server settings, as in {@code postgresql.conf}; they override {@link #DEFAULTS}
 */
public record PostgresOptions(
    Path dataFolder,
    Path logFile,
    int port,
    String adminUser,
    String adminPassword,
    Map<String, String> settings) {

  /**
   * What differs from PostgreSQL's own defaults, or must not be lost: durable writes, and a log
   * that change data capture can read. Nothing is said about {@code max_slot_wal_keep_size}: a slot
   * is never dropped for being behind.
   */
  public static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry("fsync", "on"),
          Map.entry("synchronous_commit", "on"),
          Map.entry("full_page_writes", "on"),
          Map.entry("wal_level", "logical"),
          Map.entry("max_replication_slots", "10"),
          Map.entry("max_wal_senders", "10"),
          Map.entry("shared_buffers", "128MB"),
          Map.entry("max_wal_size", "512MB"),
          Map.entry("timezone", "UTC"),
          Map.entry("log_timezone", "UTC"),
          Map.entry("log_checkpoints", "off"),
          Map.entry("logging_collector", "off"));

  private static final String USER_PATTERN = "[a-z_][a-z0-9_]{0,62}";

  /** Checks what can be checked without starting. */
  public PostgresOptions {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port is " + port + "; allowed: 0 (any free) to 65535");
    }
    if (!adminUser.matches(USER_PATTERN)) {
      throw new IllegalArgumentException(
          "adminUser is " + adminUser + "; allowed: " + USER_PATTERN);
    }
    if (adminPassword.isBlank() || adminPassword.lines().count() != 1) {
      throw new IllegalArgumentException("adminPassword is empty or has a line break");
    }
    dataFolder = dataFolder.toAbsolutePath().normalize();
    logFile = logFile.toAbsolutePath().normalize();
    settings = Map.copyOf(settings);
  }

  /**
   * A server whose data and log are in {@code folder}: any free port, user {@code postgres}, a
   * random password. To start it again on the same data, reuse {@link PostgresServer#options()}.
   */
  public static PostgresOptions in(Path folder) {
    return new PostgresOptions(
        folder.resolve("data"),
        folder.resolve("postgres.log"),
        0,
        "postgres",
        new BigInteger(160, new SecureRandom()).toString(36),
        Map.of());
  }

  /** The same with another data folder. */
  public PostgresOptions withDataFolder(Path folder) {
    return new PostgresOptions(folder, logFile, port, adminUser, adminPassword, settings);
  }

  /** The same with another log file. */
  public PostgresOptions withLogFile(Path file) {
    return new PostgresOptions(dataFolder, file, port, adminUser, adminPassword, settings);
  }

  /** The same on another port; 0 takes a free one. */
  public PostgresOptions withPort(int number) {
    return new PostgresOptions(dataFolder, logFile, number, adminUser, adminPassword, settings);
  }

  /** The same with another superuser. */
  public PostgresOptions withAdmin(String user, String password) {
    return new PostgresOptions(dataFolder, logFile, port, user, password, settings);
  }

  /** The same with one more server setting, such as {@code wal_sender_timeout=5s}. */
  public PostgresOptions withSetting(String name, String value) {
    Map<String, String> more = new TreeMap<>(settings);
    more.put(name, value);
    return new PostgresOptions(dataFolder, logFile, port, adminUser, adminPassword, more);
  }

  /** All settings that go to the server, by name. */
  Map<String, String> effectiveSettings() {
    Map<String, String> all = new TreeMap<>(DEFAULTS);
    all.putAll(settings);
    // Not for callers to change: nothing outside of this machine may connect.
    all.put("listen_addresses", PostgresServer.HOST);
    all.put("unix_socket_directories", "");
    all.put("password_encryption", "scram-sha-256");
    return all;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "PostgresOptions[" + dataFolder + ", port " + port + ", user " + adminUser + "]";
  }
}
