package io.millrace.clickhouse.embedded.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Downloads a package with the npm client, from the registry that the user's npm is set to. */
final class NpmPack {

  private static final Duration TIMEOUT = Duration.ofMinutes(30);
  private static final long PROGRESS_MILLIS = 250;
  private static final int SHOWN_LINES = 6;

  private NpmPack() {}

  /**
   * Downloads the tarball.
   *
   * @param npm the client to run
   * @param folder empty; npm's cache and the tarball are put below
   * @param downloaded told how many bytes have arrived so far
   * @return the tarball
   * @throws EngineUnavailableException if npm is missing or fails
   */
  static Path download(String npm, FetchedPackage wanted, Path folder, LongConsumer downloaded)
      throws IOException {
    Path cache = Files.createDirectory(folder.resolve("cache"));
    Path destination = Files.createDirectory(folder.resolve("tarball"));
    Path errors = folder.resolve("npm-errors.txt");
    ProcessBuilder builder =
        new ProcessBuilder(
                npm,
                "pack",
                wanted.coordinate(),
                "--cache",
                cache.toString(),
                "--pack-destination",
                destination.toString(),
                "--loglevel=error",
                "--no-update-notifier")
            .directory(folder.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(errors.toFile());
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new EngineUnavailableException(
          "The embedded ClickHouse engine is fetched with npm, which cannot be run ("
              + e.getMessage()
              + "). Install Node.js with npm, or set MILLRACE_LIBCHDB to a libchdb.so of version "
              + wanted.version()
              + ".",
          e);
    }
    await(process, cache, downloaded);
    if (process.exitValue() != 0) {
      throw new EngineUnavailableException(
          "npm pack "
              + wanted.coordinate()
              + " failed with exit code "
              + process.exitValue()
              + ": "
              + lastLines(errors)
              + ". Check the network and npm's registry setting (npm config get registry).");
    }
    try (Stream<Path> files = Files.list(destination)) {
      return files
          .filter(file -> file.toString().endsWith(".tgz"))
          .findFirst()
          .orElseThrow(
              () ->
                  new EngineUnavailableException(
                      "npm pack " + wanted.coordinate() + " ended well but left no tarball."));
    }
  }

  private static void await(Process process, Path cache, LongConsumer downloaded)
      throws IOException {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    try {
      while (!process.waitFor(PROGRESS_MILLIS, TimeUnit.MILLISECONDS)) {
        downloaded.accept(sizeOf(cache));
        if (System.nanoTime() > deadline) {
          throw new EngineUnavailableException(
              "npm did not finish within " + TIMEOUT.toMinutes() + " minutes.");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineUnavailableException("The download was interrupted.", e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** Bytes below a folder in which another process creates, moves and deletes files. */
  private static long sizeOf(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.mapToLong(NpmPack::fileSize).sum();
    } catch (java.io.UncheckedIOException e) {
      return 0;
    }
  }

  private static long fileSize(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.isRegularFile() ? attributes.size() : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  private static String lastLines(Path file) throws IOException {
    List<String> lines =
        Files.readAllLines(file).stream().map(String::strip).filter(l -> !l.isEmpty()).toList();
    return lines.stream()
        .skip(Math.max(0, lines.size() - SHOWN_LINES))
        .collect(Collectors.joining(" / "));
  }
}
