package io.millrace.spark.telecom.batch.clean;

import java.io.Serializable;

/**
 * A file to clean.
 *
 * @param number of it, from 0, in the order of the names: of two lines with one id, the first
 *     counts
 * @param path qualified
 * @param bytes as it is stored
 */
record InputFile(int number, String path, long bytes) implements Serializable {

  Compression compression() {
    return Compression.of(path);
  }

  /** The last part of the path. */
  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /**
   * A part of a file.
   *
   * @param start where it begins; its first line is the first that begins there or behind
   * @param end its last line is the last that begins before; {@link Long#MAX_VALUE} for the file's
   *     end
   */
  record Part(InputFile file, long start, long end) implements Serializable {

    /** Roughly how much there is to read, in bytes. */
    long work() {
      return file.compression() == Compression.NONE
          ? Math.min(end, file.bytes()) - start
          : file.compression().work(file.bytes());
    }
  }
}
