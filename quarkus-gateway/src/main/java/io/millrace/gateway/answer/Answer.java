package io.millrace.gateway.answer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** An answer as it is sent, as it is and, once somebody has wanted it so, in gzip. */
final class Answer {

  /** Below that, gzip saves less than a packet. */
  private static final int SHORTEST_ZIPPED = 1_024;

  /** What the record, the tags and the key's links take, roughly. */
  private static final int OVERHEAD = 512;

  private final Body plain;
  private final String mediaType;
  private final @Nullable String next;
  private final Instant asked;
  private volatile @Nullable Body zipped;

  /**
   * @param next path and query of the next page, if there is one
   * @param asked when ClickHouse was asked
   */
  Answer(byte[] bytes, String mediaType, @Nullable String next, Instant asked) {
    this.plain = new Body(bytes);
    this.mediaType = mediaType;
    this.next = next;
    this.asked = asked;
  }

  String mediaType() {
    return mediaType;
  }

  @Nullable String next() {
    return next;
  }

  Instant asked() {
    return asked;
  }

  /** Its bytes in a coding; null if that has to be made first, by {@link #make}. */
  @Nullable Body ready(Coding coding) {
    return coding == Coding.GZIP && plain.length() >= SHORTEST_ZIPPED ? zipped : plain;
  }

  /** Its bytes in a coding; takes milliseconds for each 100 kB the first time. */
  synchronized Body make(Coding coding) {
    Body ready = ready(coding);
    if (ready != null) {
      return ready;
    }
    Body made = new Body(zip(plain.bytes()));
    zipped = made;
    return made;
  }

  /** What is kept, bytes; the other coding included, since it may still be made. */
  int weight() {
    return plain.length() + plain.length() / 4 + OVERHEAD;
  }

  /** Length as it is, bytes. */
  int length() {
    return plain.length();
  }

  private static byte[] zip(byte[] bytes) {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream(bytes.length / 4);
    try (GZIPOutputStream gzip = new FastGzip(zipped)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return zipped.toByteArray();
  }

  /** For an answer that is kept for half a second, time counts more than the last bytes. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(ByteArrayOutputStream target) throws IOException {
      super(target, 8 * 1_024);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
