package io.millrace.clickhouse.embedded.library;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the engine ({@code libchdb.so}) is: the file the user names in {@value #OVERRIDE}, or the
 * pinned one in the user's cache folder, fetched there on first use.
 */
public final class EngineLibrary {

  /** Names a {@code libchdb.so} to use instead of the fetched one. */
  public static final String OVERRIDE = "MILLRACE_LIBCHDB";

  /** Names the cache folder; the default is {@code millrace} in the user's. */
  public static final String CACHE_DIR = "MILLRACE_CACHE_DIR";

  /** The version that is fetched. */
  public static final String VERSION = FetchedPackage.ENGINE.version();

  /** Tarball, npm's copy of it and the unpacked engine, for a moment side by side. */
  private static final long NEEDED_BYTES = 1_000_000_000L;

  /** The processes of one machine wait for each other at a file lock; threads of one JVM here. */
  private static final Object FETCH = new Object();

  private final FetchedPackage wanted;
  private final String npm;
  private final Path cacheDirectory;
  private final Optional<Path> override;

  EngineLibrary(FetchedPackage wanted, String npm, Path cacheDirectory, Optional<Path> override) {
    this.wanted = wanted;
    this.npm = npm;
    this.cacheDirectory = cacheDirectory.toAbsolutePath();
    this.override = override.map(Path::toAbsolutePath);
  }

  /** The library as these environment variables place it. */
  public static EngineLibrary of(Map<String, String> environment) {
    return new EngineLibrary(
        FetchedPackage.ENGINE,
        "npm",
        cacheDirectory(environment),
        Optional.ofNullable(nonBlank(environment, OVERRIDE)).map(Path::of));
  }

  private static Path cacheDirectory(Map<String, String> environment) {
    String own = nonBlank(environment, CACHE_DIR);
    if (own != null) {
      return Path.of(own);
    }
    String user = nonBlank(environment, "XDG_CACHE_HOME");
    if (user != null) {
      return Path.of(user, "millrace");
    }
    String home = nonBlank(environment, "HOME");
    return Path.of(home == null ? System.getProperty("user.home") : home, ".cache", "millrace");
  }

  private static @Nullable String nonBlank(Map<String, String> environment, String key) {
    String value = environment.get(key);
    return value == null || value.isBlank() ? null : value.strip();
  }

  /** What fetching is at. */
  public enum Phase {
    /** npm downloads the tarball. */
    DOWNLOAD,
    /** The tarball's checksum is computed. */
    VERIFY,
    /** The engine is unpacked. */
    EXTRACT
  }

  /** Is told how far fetching is. */
  @FunctionalInterface
  public interface Progress {
    /** Tells nobody. */
    Progress NONE = (phase, bytes, total) -> {};

    /**
     * Called several times a second, and once at the end of each phase, on the fetching thread.
     *
     * @param bytes done in this phase
     * @param total of this phase
     */
    void report(Phase phase, long bytes, long total);
  }

  /** Passes on a few reports a second, and the last of each phase. */
  private static final class PacedProgress implements Progress {
    private static final long INTERVAL_NANOS = 200_000_000L;

    private final Progress listener;
    private long lastNanos = System.nanoTime() - INTERVAL_NANOS;

    PacedProgress(Progress listener) {
      this.listener = listener;
    }

    @Override
    public void report(Phase phase, long bytes, long total) {
      long now = System.nanoTime();
      if (bytes >= total || now - lastNanos >= INTERVAL_NANOS) {
        lastNanos = now;
        listener.report(phase, bytes, total);
      }
    }
  }

  /** Why the engine cannot run on this machine, or empty. */
  public static Optional<String> hostProblem() {
    return HostCheck.problem();
  }

  /** The library if it is there already; nothing is fetched. */
  public Optional<Path> find() {
    if (override.isPresent()) {
      return override.filter(Files::isRegularFile);
    }
    Path engine = installed().resolve(wanted.engineFile());
    try {
      return Files.isRegularFile(engine) && Files.size(engine) == wanted.engineBytes()
          ? Optional.of(engine)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * The library, fetched if need be. Two processes that want it at once fetch it once.
   *
   * @throws EngineUnavailableException if this machine cannot run it, or it cannot be fetched
   */
  public Path locate(Progress progress) {
    return locateFor(new PacedProgress(progress));
  }

  private Path locateFor(Progress progress) {
    HostCheck.problem()
        .ifPresent(
            problem -> {
              throw new EngineUnavailableException(problem);
            });
    if (override.isPresent() && find().isEmpty()) {
      throw new EngineUnavailableException(
          OVERRIDE + " is " + override.get() + ", which is not a file. Name a libchdb.so.");
    }
    return find().orElseGet(() -> fetchLocked(progress));
  }

  private Path fetchLocked(Progress progress) {
    synchronized (FETCH) {
      try {
        Files.createDirectories(cacheDirectory);
        Path lockFile = cacheDirectory.resolve(wanted.folder() + ".lock");
        try (FileChannel channel =
                FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.lock()) {
          // Another process may have fetched it while this one waited.
          Optional<Path> there = lock.isValid() ? find() : Optional.empty();
          return there.isPresent() ? there.get() : fetch(progress);
        }
      } catch (IOException e) {
        throw new EngineUnavailableException(
            "The embedded ClickHouse engine cannot be put into "
                + cacheDirectory
                + " ("
                + reason(e)
                + "). Free some space there, or set "
                + CACHE_DIR
                + " to another folder.",
            e);
      }
    }
  }

  private Path fetch(Progress progress) throws IOException {
    long usable = Files.getFileStore(cacheDirectory).getUsableSpace();
    if (usable < NEEDED_BYTES) {
      throw new FileSystemException(
          cacheDirectory.toString(),
          null,
          "only " + (usable >> 20) + " MiB free, " + (NEEDED_BYTES >> 20) + " MiB needed");
    }
    Path work = Files.createTempDirectory(cacheDirectory, "fetch-");
    try {
      Path tarball =
          NpmPack.download(
              npm,
              wanted,
              work,
              bytes ->
                  progress.report(
                      Phase.DOWNLOAD,
                      Math.min(bytes, wanted.tarballBytes() - 1),
                      wanted.tarballBytes()));
      progress.report(Phase.DOWNLOAD, wanted.tarballBytes(), wanted.tarballBytes());
      verify(tarball, progress);
      Path unpacked = Files.createDirectory(work.resolve("unpacked"));
      TarGzip.extract(
          tarball,
          wanted.files(),
          unpacked,
          bytes ->
              progress.report(
                  Phase.EXTRACT, Math.min(bytes, wanted.engineBytes()), wanted.engineBytes()));
      deleteTree(installed());
      Files.move(unpacked, installed(), StandardCopyOption.ATOMIC_MOVE);
      return installed().resolve(wanted.engineFile());
    } finally {
      deleteTree(work);
    }
  }

  private void verify(Path tarball, Progress progress) throws IOException {
    long size = Files.size(tarball);
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-512");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-512", e);
    }
    try (InputStream in = new DigestInputStream(Files.newInputStream(tarball), digest)) {
      byte[] buffer = new byte[1 << 20];
      long done = 0;
      int read;
      while ((read = in.read(buffer)) >= 0) {
        done += read;
        progress.report(Phase.VERIFY, done, size);
      }
    }
    String found = Base64.getEncoder().encodeToString(digest.digest());
    if (!found.equals(wanted.integrity())) {
      throw new EngineUnavailableException(
          "The checksum of "
              + wanted.coordinate()
              + " differs: expected sha512-"
              + wanted.integrity()
              + ", found sha512-"
              + found
              + ". It was damaged on its way, or is not what was published.");
    }
  }

  private Path installed() {
    return cacheDirectory.resolve(wanted.folder());
  }

  private static String reason(IOException e) {
    return e instanceof FileSystemException file && file.getReason() != null
        ? file.getReason()
        : String.valueOf(e.getMessage());
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
