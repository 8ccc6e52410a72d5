package io.millrace.simulator.replay;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the lines that could not be read: line number, reason, and the original bytes, separated by
 * tabs. It is created at the first such line. It holds numbers as the input does, so it is as
 * confidential as the input.
 */
final class RejectsFile implements AutoCloseable {

  private final Path file;
  private @Nullable BufferedWriter writer;

  RejectsFile(Path file) {
    this.file = file;
  }

  void add(long lineNumber, String reason, String line) throws IOException {
    BufferedWriter open = writer;
    if (open == null) {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      // The calls file is read as ISO 8859-1 too, which maps every byte to itself.
      open = Files.newBufferedWriter(file, StandardCharsets.ISO_8859_1);
      writer = open;
    }
    open.write(lineNumber + "\t" + reason + "\t" + line + "\n");
  }

  @Override
  public void close() throws IOException {
    if (writer != null) {
      writer.close();
    }
  }
}
