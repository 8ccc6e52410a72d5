package io.millrace.clickhouse.embedded.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fetching with the real npm client, of a small package in a local folder. */
class EngineLibraryTest {

  private static final byte[] CONTENT =
      "not an engine, but as good for fetching".repeat(5_000).getBytes();

  @TempDir Path folder;
  private Path cache;
  private Path source;

  @BeforeEach
  void createPackage() throws IOException {
    HostCheck.problem().ifPresent(problem -> Assumptions.abort(problem));
    cache = folder.resolve("cache");
    source = Files.createDirectories(folder.resolve("source"));
    Files.writeString(source.resolve("package.json"), "{\"name\":\"demo\",\"version\":\"1.0.0\"}");
    Files.writeString(source.resolve("index.js"), "");
    Files.write(source.resolve("libchdb.so"), CONTENT);
  }

  private FetchedPackage demo(String integrity) {
    return new FetchedPackage(
        "demo",
        "file:" + source,
        "demo-1.0.0",
        integrity,
        1_000,
        List.of("libchdb.so", "package.json"),
        CONTENT.length);
  }

  private EngineLibrary library(String integrity, String npm) {
    return new EngineLibrary(demo(integrity), npm, cache, Optional.empty());
  }

  private String packedIntegrity() throws Exception {
    Path target = Files.createDirectories(folder.resolve("packed"));
    Path tarball = NpmPack.download("npm", demo(""), target, bytes -> {});
    return Base64.getEncoder()
        .encodeToString(MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(tarball)));
  }

  @Test
  void fetchesOnceAndKeepsIt() throws Exception {
    EngineLibrary library = library(packedIntegrity(), "npm");
    assertThat(library.find()).isEmpty();
    List<EngineLibrary.Phase> ended = new ArrayList<>();
    Path engine =
        library.locate(
            (phase, bytes, total) -> {
              if (bytes == total) {
                ended.add(phase);
              }
            });
    assertThat(engine).isEqualTo(cache.resolve("demo-1.0.0/libchdb.so")).hasBinaryContent(CONTENT);
    assertThat(engine.resolveSibling("package.json")).exists();
    assertThat(engine.resolveSibling("index.js")).doesNotExist();
    assertThat(ended)
        .containsSubsequence(
            EngineLibrary.Phase.DOWNLOAD, EngineLibrary.Phase.VERIFY, EngineLibrary.Phase.EXTRACT);
    assertThat(foldersLeftBehind()).isEmpty();
    // With npm gone it is still there.
    assertThat(library("", "no-such-npm").locate(EngineLibrary.Progress.NONE)).isEqualTo(engine);
    assertThat(library.find()).contains(engine);
  }

  @Test
  void fetchesAgainWhatIsNotWhole() throws Exception {
    EngineLibrary library = library(packedIntegrity(), "npm");
    Path engine = library.locate(EngineLibrary.Progress.NONE);
    Files.writeString(engine, "cut off");
    assertThat(library.find()).isEmpty();
    assertThat(library.locate(EngineLibrary.Progress.NONE)).hasBinaryContent(CONTENT);
  }

  @Test
  void fetchesOnceForManyAtOnce() throws Exception {
    String integrity = packedIntegrity();
    AtomicInteger downloads = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Path>> paths = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        paths.add(
            threads.submit(
                () ->
                    library(integrity, "npm")
                        .locate(
                            (phase, bytes, total) -> {
                              if (phase == EngineLibrary.Phase.DOWNLOAD && bytes == total) {
                                downloads.incrementAndGet();
                              }
                            })));
      }
      for (Future<Path> path : paths) {
        assertThat(path.get()).hasBinaryContent(CONTENT);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(downloads).hasValue(1);
  }

  @Test
  void refusesAnotherChecksumAndLeavesNothing() throws Exception {
    String found = packedIntegrity();
    assertThatThrownBy(() -> library("d3Jvbmc=", "npm").locate(EngineLibrary.Progress.NONE))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageContaining("expected sha512-d3Jvbmc=")
        .hasMessageContaining("found sha512-" + found)
        .hasMessageContaining("--clickhouse jdbc:clickhouse://host:port");
    assertThat(cache.resolve("demo-1.0.0")).doesNotExist();
    assertThat(foldersLeftBehind()).isEmpty();
  }

  @Test
  void namesAMissingNpm() {
    assertThatThrownBy(() -> library("", "no-such-npm").locate(EngineLibrary.Progress.NONE))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageContaining("no-such-npm")
        .hasMessageContaining("Install Node.js with npm, or set MILLRACE_LIBCHDB")
        .hasMessageContaining("--clickhouse");
  }

  @Test
  void showsWhatNpmSays() throws IOException {
    FetchedPackage missing =
        new FetchedPackage(
            "demo", "file:" + folder.resolve("nosuch"), "x", "", 1, List.of("libchdb.so"), 1);
    assertThatThrownBy(
            () ->
                new EngineLibrary(missing, "npm", cache, Optional.empty())
                    .locate(EngineLibrary.Progress.NONE))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageContaining("failed with exit code")
        .hasMessageContaining("ENOENT")
        .hasMessageContaining("--clickhouse");
    assertThat(foldersLeftBehind()).isEmpty();
  }

  @Test
  void namesACacheFolderThatCannotBeUsed() throws IOException {
    Files.writeString(cache, "a file");
    assertThatThrownBy(() -> library("", "npm").locate(EngineLibrary.Progress.NONE))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageContaining(cache.toString())
        .hasMessageContaining("MILLRACE_CACHE_DIR");
  }

  @Test
  void takesTheUsersOwnLibrary() {
    Path own = source.resolve("libchdb.so");
    assertThat(
            EngineLibrary.of(Map.of("MILLRACE_LIBCHDB", own.toString()))
                .locate(EngineLibrary.Progress.NONE))
        .isEqualTo(own);
    Path none = folder.resolve("none.so");
    assertThatThrownBy(
            () ->
                EngineLibrary.of(Map.of("MILLRACE_LIBCHDB", none.toString()))
                    .locate(EngineLibrary.Progress.NONE))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageContaining("MILLRACE_LIBCHDB is " + none);
  }

  @Test
  void looksWhereTheEnvironmentSays() throws IOException {
    Path engine =
        Files.createDirectories(folder.resolve("c/libchdb-" + EngineLibrary.VERSION))
            .resolve("libchdb.so");
    assertThat(
            EngineLibrary.of(Map.of("MILLRACE_CACHE_DIR", folder.resolve("c").toString())).find())
        .isEmpty();
    try (var file = new java.io.RandomAccessFile(engine.toFile(), "rw")) {
      file.setLength(FetchedPackage.ENGINE.engineBytes());
    }
    assertThat(
            EngineLibrary.of(Map.of("MILLRACE_CACHE_DIR", folder.resolve("c").toString())).find())
        .contains(engine);
    Files.move(
        folder.resolve("c"), Files.createDirectories(folder.resolve("x")).resolve("millrace"));
    assertThat(EngineLibrary.of(Map.of("XDG_CACHE_HOME", folder.resolve("x").toString())).find())
        .isPresent();
    Files.createDirectories(folder.resolve("h"));
    Files.move(folder.resolve("x"), folder.resolve("h/.cache"));
    assertThat(EngineLibrary.of(Map.of("HOME", folder.resolve("h").toString())).find()).isPresent();
  }

  private List<Path> foldersLeftBehind() throws IOException {
    try (Stream<Path> files = Files.list(cache)) {
      return files.filter(file -> file.getFileName().toString().startsWith("fetch-")).toList();
    }
  }
}
