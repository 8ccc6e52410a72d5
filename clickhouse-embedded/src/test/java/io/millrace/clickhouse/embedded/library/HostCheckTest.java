package io.millrace.clickhouse.embedded.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostCheckTest {

  private static final String AVX2 = "processor : 0\nflags\t\t: fpu sse2 avx avx2 bmi2\n";

  @TempDir Path folder;
  private Path loader;

  @BeforeEach
  void createLoader() throws IOException {
    loader = Files.createFile(folder.resolve("ld-linux-x86-64.so.2"));
  }

  @Test
  void acceptsLinuxWithAvx2AndGlibc() {
    assertThat(HostCheck.problem("Linux", "amd64", AVX2, loader)).isEmpty();
  }

  @Test
  void namesAnotherSystemOrProcessor() {
    assertThat(HostCheck.problem("Mac OS X", "aarch64", AVX2, loader).orElseThrow())
        .contains("Linux x86-64 only")
        .contains("Mac OS X on aarch64");
    assertThat(HostCheck.problem("Linux", "aarch64", AVX2, loader)).isPresent();
  }

  @Test
  void namesAMissingAvx2() {
    String older = AVX2.replace("avx2 ", "");
    assertThat(HostCheck.problem("Linux", "amd64", older, loader).orElseThrow()).contains("AVX2");
    assertThat(HostCheck.problem("Linux", "amd64", "", loader)).isPresent();
  }

  @Test
  void namesAMissingGlibc() {
    Path none = folder.resolve("none");
    assertThat(HostCheck.problem("Linux", "amd64", AVX2, none).orElseThrow())
        .contains("glibc")
        .contains("musl");
  }
}
