package io.millrace.simulator.flights.snapshot;

import io.millrace.recordings.Recording;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/**
 * Bodies in gzip: the same for the same content, since the header carries no time. They have at
 * most {@link #MOST_BYTES}.
 */
public final class Gzip {

  /** What a record of Kafka takes, 16 MiB, with room for what is around it; 390,000 aircraft. */
  public static final int MOST_BYTES = 15 << 20;

  private static final int BUFFER_BYTES = 1 << 16;

  private Gzip() {}

  /** Writes content. */
  @FunctionalInterface
  interface Content {
    /** Writes all of it. */
    void to(OutputStream out) throws IOException;
  }

  /**
   * The bytes themselves if they are in gzip already, else compressed.
   *
   * @throws IllegalArgumentException if that is too large
   */
  public static byte[] of(byte[] bytes) throws IOException {
    return isGzip(bytes)
        ? checked(bytes)
        : of(out -> copy(new ByteArrayInputStream(bytes), Long.MAX_VALUE, out));
  }

  /** A recording as it is kept if that is in gzip, else compressed. */
  static byte[] of(Recording recording) throws IOException {
    try (InputStream kept = recording.openAsKept()) {
      byte[] magic = kept.readNBytes(2);
      if (!isGzip(magic)) {
        return of(
            out -> {
              out.write(magic);
              copy(kept, Long.MAX_VALUE, out);
            });
      }
    }
    try (InputStream kept = recording.openAsKept()) {
      return checked(kept.readNBytes(MOST_BYTES + 1));
    }
  }

  /** Compresses content. */
  static byte[] of(Content content) throws IOException {
    ByteArrayOutputStream bytes =
        new ByteArrayOutputStream(BUFFER_BYTES) {
          @Override
          public void write(byte[] more, int offset, int length) {
            super.write(more, offset, length);
            // Before it is more than the heap has.
            require(size());
          }
        };
    try (OutputStream out = new GZIPOutputStream(bytes, BUFFER_BYTES)) {
      content.to(out);
    }
    return bytes.toByteArray();
  }

  /**
   * Copies at most so many bytes. Input in gzip that breaks off is copied as far as it can be read.
   */
  static void copy(InputStream in, long bytes, OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long left = bytes;
    while (left > 0) {
      int read;
      try {
        read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      } catch (EOFException | ZipException e) {
        // The reader of the states has reported it.
        return;
      }
      if (read < 0) {
        return;
      }
      out.write(buffer, 0, read);
      left -= read;
    }
  }

  private static byte[] checked(byte[] bytes) {
    require(bytes.length);
    return bytes;
  }

  private static void require(int size) {
    if (size > MOST_BYTES) {
      throw new IllegalArgumentException(
          "a snapshot, or what follows where its JSON is broken, has more than "
              + MOST_BYTES
              + " bytes in gzip, which no record of Kafka takes; mend or split the recording");
    }
  }

  private static boolean isGzip(byte[] bytes) {
    return bytes.length >= 2
        && ((bytes[0] & 0xff) << 8 | (bytes[1] & 0xff)) == Recording.GZIP_MAGIC;
  }
}
