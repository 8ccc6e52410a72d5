package io.millrace.recordings;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what could not be read: its position, the reason, and the original text, separated by tabs.
 * It is created at the first of them. It holds numbers as the input does, so it is as confidential
 * as the input.
 */
public final class RejectsFile implements AutoCloseable {

  private final Path file;
  private final Charset charset;
  private @Nullable BufferedWriter writer;

  /** A file that does not exist yet. */
  public RejectsFile(Path file, Charset charset) {
    this.file = file;
    this.charset = charset;
  }

  /**
   * Keeps one more.
   *
   * @param position where it was, such as a line number
   * @param text the original, without line breaks
   */
  public void add(String position, String reason, String text) throws IOException {
    BufferedWriter open = writer;
    if (open == null) {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      // It writes a question mark for what the charset has not, such as half of a surrogate pair.
      open = new BufferedWriter(new OutputStreamWriter(Files.newOutputStream(file), charset));
      writer = open;
    }
    open.write(position + "\t" + reason + "\t" + text + "\n");
  }

  @Override
  public void close() throws IOException {
    if (writer != null) {
      writer.close();
    }
  }
}
