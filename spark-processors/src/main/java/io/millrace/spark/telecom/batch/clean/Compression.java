package io.millrace.spark.telecom.batch.clean;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** How a file of lines is stored, as its name's ending says. */
enum Compression {
  /** As it is; only such files are read by several tasks. */
  NONE(""),
  /** RFC 1952; several members in a row are one file. */
  GZIP(".gz"),
  /** RFC 8878; several frames in a row are one file. */
  ZSTD(".zst");

  private static final int BUFFER = 64 << 10;

  /** How many bytes of JSON lines one stored byte is, roughly: for planning. */
  private static final int RATIO = 4;

  private final String ending;

  Compression(String ending) {
    this.ending = ending;
  }

  static Compression of(String path) {
    if (path.endsWith(GZIP.ending)) {
      return GZIP;
    }
    return path.endsWith(ZSTD.ending) || path.endsWith(".zstd") ? ZSTD : NONE;
  }

  /** Roughly how much there is to read, in bytes. */
  long work(long storedBytes) {
    return this == NONE ? storedBytes : storedBytes * RATIO;
  }

  InputStream open(InputStream stored) throws IOException {
    return switch (this) {
      case NONE -> stored;
      case GZIP -> new GZIPInputStream(stored, BUFFER);
      case ZSTD -> new ZstdInputStream(stored);
    };
  }
}
