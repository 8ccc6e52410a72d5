package io.millrace.spark.telecom.batch.clean;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.ZipException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines of a part of a file, as bytes. A line ends with a line feed or with the file; a byte
 * order mark before the first is left out. Memory holds a block and the line at hand; of a line
 * that is longer than allowed, only its beginning.
 */
final class LineReader implements Closeable {

  /** What is kept of a line that is too long. */
  static final int KEPT_OF_TOO_LONG = 64 << 10;

  private static final int BLOCK = 1 << 20;
  private static final int BOM_BYTES = 3;

  private static final Logger log = LoggerFactory.getLogger(LineReader.class);

  private final InputFile.Part part;
  private final int longest;
  private final InputStream in;

  private byte[] buffer = new byte[BLOCK];
  private int begin;
  private int limit;
  private boolean ended;
  private boolean damaged;

  /** Where {@code buffer[0]} is in the file, uncompressed. */
  private long base;

  private int from;
  private int length;
  private long bytes;
  private boolean terminated;
  private boolean ascii;
  private boolean bom;

  /**
   * Opens a part.
   *
   * @param longest line that is kept whole, in bytes
   */
  LineReader(InputFile.Part part, int longest, Configuration hadoop) throws IOException {
    this.part = part;
    this.longest = longest;
    this.in = open(part, hadoop);
    this.base = part.start() == 0 ? 0 : part.start() - 1;
    if (part.start() == 0) {
      bom = skipBom();
    } else {
      // From the byte before: if that ends a line, the part begins with a whole one.
      skipLine();
    }
  }

  private static InputStream open(InputFile.Part part, Configuration hadoop) throws IOException {
    Path path = new Path(part.file().path());
    FSDataInputStream stored = path.getFileSystem(hadoop).open(path);
    try {
      if (part.start() > 0) {
        stored.seek(part.start() - 1);
      }
      return part.file().bytes() == 0 ? stored : part.file().compression().open(stored);
    } catch (IOException e) {
      stored.close();
      if (isDamage(e)) {
        // Not compressed at all, or cut within its header: a file of nothing that can be read.
        return new DamagedStream(e);
      }
      throw e;
    }
  }

  private boolean skipBom() throws IOException {
    fill(BOM_BYTES);
    if (limit >= BOM_BYTES
        && buffer[0] == (byte) 0xef
        && buffer[1] == (byte) 0xbb
        && buffer[2] == (byte) 0xbf) {
      begin = BOM_BYTES;
      return true;
    }
    return false;
  }

  private void skipLine() throws IOException {
    while (true) {
      for (int i = begin; i < limit; i++) {
        if (buffer[i] == '\n') {
          begin = i + 1;
          return;
        }
      }
      begin = limit;
      if (!fill(1)) {
        return;
      }
    }
  }

  /** Goes to the next line; false if the part has no more. */
  boolean next() throws IOException {
    if (base + begin >= part.end()) {
      return false;
    }
    int scanned = begin;
    int bits = 0;
    while (true) {
      byte[] block = buffer;
      int end = limit;
      int i = scanned;
      for (; i < end; i++) {
        byte b = block[i];
        if (b == '\n') {
          break;
        }
        bits |= b;
      }
      if (i < end) {
        take(i, /* withLineFeed= */ true, bits >= 0);
        return true;
      }
      int held = limit - begin;
      if (held > longest) {
        takeTooLong();
        return true;
      }
      // The bytes move to the buffer's front.
      boolean more = fill(held + 1);
      if (!more) {
        if (held == 0) {
          return false;
        }
        take(limit, /* withLineFeed= */ false, bits >= 0);
        return true;
      }
      scanned = begin + held;
    }
  }

  private void take(int end, boolean withLineFeed, boolean onlyAscii) {
    from = begin;
    length = end - begin;
    bytes = length;
    terminated = withLineFeed;
    ascii = onlyAscii;
    begin = withLineFeed ? end + 1 : end;
  }

  private void takeTooLong() throws IOException {
    byte[] kept = Arrays.copyOfRange(buffer, begin, begin + KEPT_OF_TOO_LONG);
    long start = base + begin;
    terminated = false;
    while (!terminated) {
      int i = begin;
      while (i < limit && buffer[i] != '\n') {
        i++;
      }
      terminated = i < limit;
      begin = terminated ? i + 1 : i;
      if (!terminated && !fill(1)) {
        break;
      }
    }
    bytes = base + begin - start - (terminated ? 1 : 0);
    // In front of what is still to come.
    int rest = limit - begin;
    byte[] next = new byte[Math.max(BLOCK, KEPT_OF_TOO_LONG + rest)];
    System.arraycopy(kept, 0, next, 0, KEPT_OF_TOO_LONG);
    System.arraycopy(buffer, begin, next, KEPT_OF_TOO_LONG, rest);
    base += begin - KEPT_OF_TOO_LONG;
    buffer = next;
    begin = KEPT_OF_TOO_LONG;
    limit = KEPT_OF_TOO_LONG + rest;
    from = 0;
    length = KEPT_OF_TOO_LONG;
    ascii = false;
  }

  /** Reads until so many bytes are behind {@code begin}; false if the file ends before. */
  private boolean fill(int wanted) throws IOException {
    if (limit - begin >= wanted) {
      return true;
    }
    int held = limit - begin;
    if (begin > 0) {
      System.arraycopy(buffer, begin, buffer, 0, held);
      base += begin;
      begin = 0;
      limit = held;
    }
    if (wanted > buffer.length || limit == buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(wanted, 2 * buffer.length));
    }
    while (!ended && limit < wanted) {
      int read = read();
      if (read < 0) {
        ended = true;
      } else {
        limit += read;
      }
    }
    return limit >= wanted;
  }

  private int read() throws IOException {
    try {
      return in.read(buffer, limit, buffer.length - limit);
    } catch (IOException e) {
      if (part.file().compression() == Compression.NONE || !isDamage(e)) {
        throw e;
      }
      // What came before the damage counts; that something is missing must be said.
      damaged = true;
      return -1;
    }
  }

  /** Whether the compressed bytes are wrong, not the way to them. */
  private static boolean isDamage(IOException e) {
    return e instanceof EOFException
        || e instanceof ZipException
        || e.getClass().getName().startsWith("com.github.luben.zstd.");
  }

  /** Whether the file's compressed bytes broke off or made no sense: known when the lines end. */
  boolean damaged() {
    return damaged;
  }

  /** The block that holds the line, until the next one is asked for. */
  byte[] buffer() {
    return buffer;
  }

  /** Where it begins in {@link #buffer()}. */
  int from() {
    return from;
  }

  /** How many of its bytes are in {@link #buffer()}. */
  int length() {
    return length;
  }

  /** How long it is, in bytes, without its line feed. */
  long bytes() {
    return bytes;
  }

  /** Where it begins in the file, uncompressed. */
  long offset() {
    return bytes == length ? base + from : base + begin - (terminated ? 1 : 0) - bytes;
  }

  /** Whether a line feed ends it. */
  boolean terminated() {
    return terminated;
  }

  /** Whether all its bytes are below 128; false also if nobody looked. */
  boolean ascii() {
    return ascii;
  }

  boolean tooLong() {
    return bytes > length;
  }

  /** Whether the file begins with a byte order mark; known to the part at its beginning. */
  boolean bom() {
    return bom;
  }

  /** Whether the file was empty: no bytes, or none but a byte order mark. */
  boolean empty() {
    return part.start() == 0 && ended && base + limit <= (bom ? BOM_BYTES : 0) && !damaged;
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      // All that was wanted of it was read, or the task has failed for another reason.
      log.atDebug().addKeyValue("file", part.file().path()).setCause(e).log("not closed");
    }
  }

  /** Of a file whose first bytes already make no sense. */
  private static final class DamagedStream extends InputStream {
    private final IOException damage;

    DamagedStream(IOException damage) {
      this.damage = damage;
    }

    @Override
    public int read() throws IOException {
      throw damage;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      throw damage;
    }
  }
}
