package io.millrace.local.stack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Where a stack keeps everything: {@code data/}, {@code logs/}, {@code run/} and its secrets.
 *
 * @param root usually {@code .millrace} in the checkout
 */
public record StateFolder(Path root) {

  /** Those that this process owns. */
  private static final Set<Path> OWNED_HERE = ConcurrentHashMap.newKeySet();

  /** Makes the path absolute. */
  public StateFolder {
    root = root.toAbsolutePath().normalize();
  }

  /** The files of one component. */
  public Path data(Component component) {
    return root.resolve("data").resolve(component.id());
  }

  /** What a component's process writes. */
  public Path log(Component component) {
    return log(component.id());
  }

  /** What a process writes, by its name. */
  public Path log(String name) {
    return root.resolve("logs").resolve(name + ".log");
  }

  /** Working folders and scratch files, worth nothing after a run. */
  public Path scratch(Component component) {
    return root.resolve("run").resolve(component.id());
  }

  /** Files of a Spark cluster, worth nothing after a run. */
  public Path sparkCluster() {
    return root.resolve("run").resolve("spark-cluster");
  }

  /** The installation of Spark that the scheduler's steps start with, made anew at each start. */
  public Path schedulerSpark() {
    return root.resolve("run").resolve("scheduler-spark");
  }

  /** The digests of the gateway's API keys; not there while the gateway is open. */
  public Path apiKeys() {
    return root.resolve("api-keys");
  }

  Path statusFile() {
    return root.resolve("run").resolve("status.properties");
  }

  /** Keeps one previous log of each process. */
  void rotateLogs() throws IOException {
    Path logs = Files.createDirectories(root.resolve("logs"));
    for (Component component : Component.values()) {
      Path log = log(component);
      if (Files.exists(log)) {
        Path previous = logs.resolve(component.id() + ".log.1");
        Files.move(log, previous, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** A run of the stack that owns the folder; the operating system ends it with the process. */
  interface Ownership extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  /** Takes the folder for this process; empty if another one has it, or this one already. */
  Optional<Ownership> own() throws IOException {
    // Asked before the file: closing it a second time would give up the lock that this process has.
    if (!OWNED_HERE.add(root)) {
      return Optional.empty();
    }
    boolean owned = false;
    try {
      FileChannel channel = lockFile();
      owned = channel.tryLock() != null;
      if (owned) {
        return Optional.of(() -> giveBack(channel));
      }
      channel.close();
      return Optional.empty();
    } finally {
      if (!owned) {
        OWNED_HERE.remove(root);
      }
    }
  }

  private void giveBack(FileChannel locked) throws IOException {
    locked.close();
    OWNED_HERE.remove(root);
  }

  /** Whether a process owns it. */
  public boolean isOwned() throws IOException {
    if (!Files.exists(root)) {
      return false;
    }
    Optional<Ownership> free = own();
    if (free.isPresent()) {
      free.get().close();
    }
    return free.isEmpty();
  }

  private FileChannel lockFile() throws IOException {
    Path run = Files.createDirectories(root.resolve("run"));
    return FileChannel.open(
        run.resolve("supervisor.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /** Bytes on disk; 0 if it is not there. */
  public long size() throws IOException {
    if (!Files.exists(root)) {
      return 0;
    }
    try (Stream<Path> tree = Files.walk(root)) {
      return tree.filter(Files::isRegularFile).mapToLong(StateFolder::sizeOrZero).sum();
    }
  }

  private static long sizeOrZero(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  /**
   * Deletes what a stack has put there, and nothing else. API keys stay: without them the gateway
   * would be open.
   */
  public void deleteState() throws IOException {
    for (String name : List.of("data", "run", "logs", "rejects")) {
      deleteTree(root.resolve(name));
    }
    Files.deleteIfExists(Secrets.file(root));
  }

  private static void deleteTree(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException e) {
      // Never was.
    }
  }
}
