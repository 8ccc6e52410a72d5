package io.millrace.clickhouse.embedded.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Whether the engine's binary can run on a machine. */
final class HostCheck {

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Path GLIBC_LOADER = Path.of("/lib64/ld-linux-x86-64.so.2");

  private HostCheck() {}

  /** Why the engine cannot run on this machine, or empty. */
  static Optional<String> problem() {
    String cpuInfo;
    try {
      cpuInfo = Files.exists(CPU_INFO) ? Files.readString(CPU_INFO) : "";
    } catch (IOException e) {
      cpuInfo = "";
    }
    return problem(
        System.getProperty("os.name"), System.getProperty("os.arch"), cpuInfo, GLIBC_LOADER);
  }

  /** Why the engine cannot run on such a machine, or empty. */
  static Optional<String> problem(String os, String architecture, String cpuInfo, Path glibc) {
    if (!os.equals("Linux") || !architecture.equals("amd64")) {
      return Optional.of(
          "The embedded ClickHouse engine runs on Linux x86-64 only; this is "
              + os
              + " on "
              + architecture
              + ".");
    }
    boolean avx2 =
        cpuInfo
            .lines()
            .filter(line -> line.startsWith("flags"))
            .anyMatch(line -> (line + " ").contains(" avx2 "));
    if (!avx2) {
      return Optional.of(
          "The embedded ClickHouse engine needs a CPU with AVX2; /proc/cpuinfo lists none (a virtual"
              + " machine may hide it).");
    }
    if (!Files.exists(glibc)) {
      return Optional.of(
          "The embedded ClickHouse engine needs glibc; there is no "
              + glibc
              + " here (Alpine and other musl systems have none).");
    }
    return Optional.empty();
  }
}
