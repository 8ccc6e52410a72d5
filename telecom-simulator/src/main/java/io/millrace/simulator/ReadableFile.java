package io.millrace.simulator;

import java.nio.file.Files;
import java.nio.file.Path;

/** The check of a FILE parameter. */
final class ReadableFile {

  private ReadableFile() {}

  /**
   * The same path.
   *
   * @throws IllegalArgumentException if it is no file that can be read
   */
  static Path require(Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new IllegalArgumentException("FILE is " + file + "; allowed: a readable file");
    }
    return file;
  }
}
