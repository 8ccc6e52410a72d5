package io.millrace.recordings.flights;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.runtime.ModuleClasspath;
import java.nio.file.Files;
import java.nio.file.Path;

/** The recordings beside the checkout, which its tests skip when they are absent. */
public final class RealFiles {

  private RealFiles() {}

  public static Path require(String name) {
    Path file = ModuleClasspath.home().resolve("../shared/data/opensky").resolve(name).normalize();
    assumeTrue(
        Files.isReadable(file), "../shared/data/opensky/" + name + " is not beside this checkout");
    return file;
  }
}
