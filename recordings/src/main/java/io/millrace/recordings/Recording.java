package io.millrace.recordings;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Recorded bytes that can be read again from their beginning. */
@FunctionalInterface
public interface Recording {

  /** The first two bytes of gzip (RFC 1952). */
  int GZIP_MAGIC = 0x1f8b;

  /** The bytes from the beginning, decompressed; the caller closes the stream. */
  InputStream open() throws IOException;

  /** The bytes as they are kept, perhaps compressed with gzip; the caller closes the stream. */
  default InputStream openAsKept() throws IOException {
    return open();
  }

  /** A file, plain or compressed with gzip. */
  static Recording of(Path file) {
    return unzipped(() -> Files.newInputStream(file));
  }

  /** Bytes in memory, plain or compressed with gzip. */
  static Recording of(byte[] bytes) {
    return unzipped(() -> new ByteArrayInputStream(bytes));
  }

  /** Bytes from anywhere, such as an object in a store, plain or compressed with gzip. */
  static Recording unzipped(Recording bytes) {
    return new Recording() {
      @Override
      public InputStream open() throws IOException {
        return plain(bytes.open());
      }

      @Override
      public InputStream openAsKept() throws IOException {
        return bytes.open();
      }
    };
  }

  private static InputStream plain(InputStream bytes) throws IOException {
    InputStream in = new BufferedInputStream(bytes, 1 << 16);
    try {
      in.mark(2);
      int magic = in.read() << 8 | in.read();
      in.reset();
      return magic == GZIP_MAGIC ? new GZIPInputStream(in, 1 << 16) : in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }
}
