package io.millrace.simulator;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --rejects}: where input that cannot be read is kept. */
final class RejectsOption {

  @Option(
      names = "--rejects",
      paramLabel = "FILE",
      description = "Where what cannot be read is kept. Default: .millrace/rejects/FILE.rejects")
  @Nullable Path path;

  /** The file to keep them in, by the name of the input. */
  Path of(String input) {
    return path != null ? path : Path.of(".millrace", "rejects", input + ".rejects");
  }
}
