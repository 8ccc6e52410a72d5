package io.millrace.clickhouse.embedded.library;

import java.util.List;

/**
 * A package of the npm registry, pinned by content.
 *
 * @param name as npm knows it
 * @param version exact
 * @param folder in the cache, which holds the files once they are whole
 * @param integrity SHA-512 of the tarball, Base64
 * @param tarballBytes size of the tarball, for progress
 * @param files what is taken from its folder {@code package/}, the engine first
 * @param engineBytes size of the engine, for progress and to recognise a whole one
 */
record FetchedPackage(
    String name,
    String version,
    String folder,
    String integrity,
    long tarballBytes,
    List<String> files,
    long engineBytes) {

  /** The engine this module is written for. */
  static final FetchedPackage ENGINE =
      new FetchedPackage(
          "@chdb/lib-linux-x64-gnu",
          "26.7.3-stable.1",
          "libchdb-26.7.3-stable.1",
          "XP97mMqnc5tZpKQywR8N7cLTsHNiTmHr30pC5mzo3jWmukjKn2IBa60c2B/gWUNcuFjOMjWoorQICCqBVj5wpw==",
          177_817_999L,
          List.of("libchdb.so", "package.json"),
          566_330_096L);

  String coordinate() {
    return name + "@" + version;
  }

  String engineFile() {
    return files.get(0);
  }
}
