package io.millrace.postgres.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder of a PostgreSQL cluster, owned by one supervisor at a time. */
final class ClusterFolder implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ClusterFolder.class);

  private final Path folder;
  private final FileChannel lockFile;

  private ClusterFolder(Path folder, FileChannel lockFile) {
    this.folder = folder;
    this.lockFile = lockFile;
  }

  /**
   * Takes the folder for this process; the operating system gives it back when the process dies.
   *
   * @throws PostgresException if another supervisor has it
   */
  static ClusterFolder own(Path folder) throws IOException {
    Path parent = folder.getParent();
    if (parent == null) {
      throw new PostgresException("the file system's root cannot be a data folder");
    }
    Files.createDirectories(parent);
    FileChannel channel =
        FileChannel.open(
            parent.resolve(folder.getFileName() + ".lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new ClusterFolder(folder, channel);
      }
    } catch (OverlappingFileLockException e) {
      // The same verdict, from within this JVM.
    }
    channel.close();
    throw new PostgresException(
        folder + " is in use by another running process: stop that one or choose another folder");
  }

  /** Creates the cluster if there is none, all of it or nothing. */
  void createIfAbsent(PostgresBinaries binaries, PostgresOptions options)
      throws IOException, InterruptedException {
    if (Files.exists(folder.resolve("PG_VERSION"))) {
      requireVersion();
      return;
    }
    if (Files.isDirectory(folder)) {
      // Only an empty one is replaced: what is in any other is not ours to delete.
      Files.delete(folder);
    }
    Path parent = folder.getParent();
    Path unfinished = Files.createTempDirectory(parent, "initdb-");
    Path password = Files.createTempFile(parent, "initdb-", ".password", ownerOnly());
    try {
      Files.writeString(password, options.adminPassword());
      runInitdb(binaries, options, unfinished, password);
      Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.delete(password);
      PostgresBinaries.deleteTree(unfinished);
    }
    log.atInfo().addKeyValue("folder", folder).log("created PostgreSQL cluster");
  }

  private static FileAttribute<Set<PosixFilePermission>> ownerOnly() {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  }

  private static void runInitdb(
      PostgresBinaries binaries, PostgresOptions options, Path target, Path password)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(UserNamespace.prefix());
    command.addAll(
        List.of(
            binaries.program("initdb"),
            "--pgdata=" + target,
            "--username=" + options.adminUser(),
            "--pwfile=" + password,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--data-checksums"));
    Path output = Files.createTempFile(target.getParent(), "initdb-", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      process.getOutputStream().close();
      if (exitCode(process) != 0) {
        throw new PostgresException(
            "initdb ended with code "
                + process.exitValue()
                + ": "
                + Files.readString(output).strip()
                + UserNamespace.remedy());
      }
    } finally {
      Files.delete(output);
    }
  }

  /** An interrupted start leaves no initdb behind. */
  private static int exitCode(Process process) throws InterruptedException {
    try {
      return process.waitFor();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private void requireVersion() throws IOException {
    String found = Files.readString(folder.resolve("PG_VERSION")).strip();
    String expected = PostgresBinaries.VERSION.substring(0, PostgresBinaries.VERSION.indexOf('.'));
    if (!found.equals(expected)) {
      throw new PostgresException(
          folder
              + " was written by PostgreSQL "
              + found
              + " and this is "
              + expected
              + ": upgrade it with pg_upgrade or choose another folder");
    }
  }

  /** The process that runs the cluster now, if any. */
  Optional<ProcessHandle> postmaster() throws IOException {
    try {
      List<String> lines = Files.readAllLines(folder.resolve("postmaster.pid"));
      if (lines.isEmpty()) {
        return Optional.empty();
      }
      long pid = Long.parseLong(lines.get(0).strip());
      return ProcessHandle.of(pid).filter(this::runsHere);
    } catch (NoSuchFileException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * The kernel may have given the number to another program since: a server works in its folder.
   */
  private boolean runsHere(ProcessHandle process) {
    try {
      Path working = Path.of("/proc", Long.toString(process.pid()), "cwd").toRealPath();
      return process.isAlive() && working.equals(folder.toRealPath());
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether the server says that it accepts connections. */
  boolean isReady() throws IOException {
    try {
      List<String> lines = Files.readAllLines(folder.resolve("postmaster.pid"));
      return lines.size() >= 8 && lines.get(7).strip().equals("ready");
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /**
   * Stops a server that a killed supervisor left behind; its own watcher may be doing so already.
   *
   * @throws PostgresException if it does not end within 30 s
   */
  void stopOrphan() throws IOException, InterruptedException {
    Optional<ProcessHandle> orphan = postmaster();
    if (orphan.isEmpty()) {
      return;
    }
    ProcessHandle server = orphan.get();
    log.atWarn().addKeyValue("pid", server.pid()).log("stopping a PostgreSQL left by another run");
    signal(server, "INT");
    if (!awaitEnd(server, Duration.ofSeconds(30))) {
      throw new PostgresException(
          "process "
              + server.pid()
              + " still runs PostgreSQL in "
              + folder
              + " 30 s after it was asked to stop: end it and start again");
    }
  }

  static void signal(ProcessHandle process, String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  static boolean awaitEnd(ProcessHandle process, Duration limit) throws InterruptedException {
    try {
      process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return !process.isAlive();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
  }
}
