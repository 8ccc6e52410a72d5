package io.millrace.local.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The end of a log file, now or as it grows. */
final class LogTail {

  private static final long POLL_MILLISECONDS = 200;

  /** A line of a log is rarely longer than this many bytes. */
  private static final int LINE_BYTES = 400;

  private LogTail() {}

  /** The last lines, at most {@code count}. */
  static List<String> last(Path log, int count) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long from = Math.max(0, file.length() - (long) count * LINE_BYTES);
      byte[] bytes = new byte[(int) (file.length() - from)];
      file.seek(from);
      file.readFully(bytes);
      List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }
  }

  /** Copies what is written after {@code offset}, for ever; begins anew when the file does. */
  static void follow(Path log, long offset, OutputStream out)
      throws IOException, InterruptedException {
    long position = offset;
    byte[] buffer = new byte[64 << 10];
    while (true) {
      long size = Files.exists(log) ? Files.size(log) : 0;
      if (size < position) {
        position = 0;
      }
      if (size > position) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
          file.seek(position);
          int read = file.read(buffer);
          if (read > 0) {
            out.write(buffer, 0, read);
            out.flush();
            position += read;
          }
        }
      } else {
        Thread.sleep(POLL_MILLISECONDS);
      }
    }
  }
}
