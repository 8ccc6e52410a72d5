package io.millrace.clickhouse.embedded.library;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;

/** Reads a gzipped tar archive (POSIX ustar), as npm packs them. */
final class TarGzip {

  private static final int BLOCK = 512;
  private static final int NAME_LENGTH = 100;
  private static final int SIZE_OFFSET = 124;
  private static final int SIZE_LENGTH = 12;
  private static final String FOLDER = "package/";

  private TarGzip() {}

  /**
   * Writes some files of an npm tarball.
   *
   * @param files names below {@code package/}
   * @param written told how many bytes have been written so far
   * @throws IOException if one is missing, or the archive is damaged
   */
  static void extract(Path archive, List<String> files, Path target, LongConsumer written)
      throws IOException {
    Set<String> missing = new HashSet<>(files);
    long[] total = {0};
    try (InputStream tar = new GZIPInputStream(Files.newInputStream(archive), 1 << 16)) {
      byte[] header = new byte[BLOCK];
      while (!missing.isEmpty() && tar.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
        String name = text(header, 0, NAME_LENGTH);
        long size = Long.parseLong(text(header, SIZE_OFFSET, SIZE_LENGTH), 8);
        String file = name.startsWith(FOLDER) ? name.substring(FOLDER.length()) : name;
        if (missing.remove(file)) {
          try (OutputStream out = Files.newOutputStream(target.resolve(file))) {
            copy(tar, out, size, bytes -> written.accept(total[0] += bytes));
          }
        } else {
          tar.skipNBytes(size);
        }
        tar.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
      }
    }
    if (!missing.isEmpty()) {
      throw new IOException("the archive has no " + missing);
    }
  }

  private static void copy(InputStream from, OutputStream to, long size, LongConsumer copied)
      throws IOException {
    byte[] buffer = new byte[1 << 20];
    long left = size;
    while (left > 0) {
      int read = from.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (read < 0) {
        throw new EOFException("the archive ends " + left + " bytes too early");
      }
      to.write(buffer, 0, read);
      copied.accept(read);
      left -= read;
    }
  }

  private static String text(byte[] header, int offset, int length) {
    int end = offset;
    while (end < offset + length && header[end] != 0) {
      end++;
    }
    return new String(header, offset, end - offset, StandardCharsets.US_ASCII).strip();
  }
}
