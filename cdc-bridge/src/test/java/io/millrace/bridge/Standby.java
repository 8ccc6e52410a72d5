package io.millrace.bridge;

import io.millrace.postgres.embedded.PostgresOptions;
import io.millrace.postgres.embedded.PostgresServer;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * A physical standby, made as an operator would without pg_basebackup: an online copy of the
 * primary's folder, between pg_backup_start and pg_backup_stop.
 */
final class Standby {

  /** Of the running primary only, or made anew by the standby. */
  private static final Set<String> NOT_COPIED = Set.of("pg_wal", "pg_replslot", "postmaster.pid");

  private Standby() {}

  /**
   * Copies the primary and makes its slot for the standby.
   *
   * @param synchroniseSlots whether failover slots are kept on the standby too
   * @return how to start it; nothing runs yet
   */
  static PostgresOptions of(
      PostgresServer primary, Path folder, String slot, boolean synchroniseSlots)
      throws SQLException, IOException {
    Path source = primary.options().dataFolder();
    Path target = folder.resolve("data");
    Files.createDirectories(folder);
    try (Connection connection = connect(primary);
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_create_physical_replication_slot('" + slot + "', true)");
      statement.execute("SELECT pg_backup_start('standby', true)");
      copy(source, target);
      try (ResultSet result = statement.executeQuery("SELECT labelfile FROM pg_backup_stop()")) {
        result.next();
        Files.writeString(target.resolve("backup_label"), result.getString(1));
      }
    }
    Files.createDirectories(target.resolve("pg_wal/archive_status"));
    Files.createDirectories(target.resolve("pg_wal/summaries"));
    Files.createDirectories(target.resolve("pg_replslot"));
    Files.createFile(target.resolve("standby.signal"));
    return primary
        .options()
        .withDataFolder(target)
        .withLogFile(folder.resolve("postgres.log"))
        .withPort(0)
        .withSetting(
            "primary_conninfo",
            "host=%s port=%d user=%s password=%s dbname=postgres"
                .formatted(
                    primary.host(), primary.port(), primary.adminUser(), primary.adminPassword()))
        .withSetting("primary_slot_name", slot)
        .withSetting("hot_standby_feedback", "on")
        .withSetting("sync_replication_slots", synchroniseSlots ? "on" : "off");
  }

  private static Connection connect(PostgresServer server) throws SQLException {
    return DriverManager.getConnection(
        server.jdbcUrl("postgres"), server.adminUser(), server.adminPassword());
  }

  private static void copy(Path source, Path target) throws IOException {
    Files.walkFileTree(
        source,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            if (NOT_COPIED.contains(source.relativize(folder).toString())) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Path copy = target.resolve(source.relativize(folder));
            Files.createDirectories(copy);
            Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(folder));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path name = source.relativize(file);
            if (!NOT_COPIED.contains(name.toString())) {
              try {
                Files.copy(file, target.resolve(name));
              } catch (NoSuchFileException e) {
                // Deleted since by the server; the log says so too.
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
  }
}
