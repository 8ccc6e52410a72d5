package io.millrace.gateway.download;

import com.clickhouse.client.api.query.QueryResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A download whose first bytes are there. Until then a failure still has a problem of its own;
 * afterwards it can only be broken off.
 */
final class OpenDownload implements AutoCloseable {

  private static final int PIECE_BYTES = 1 << 16;

  private final QueryResponse answer;
  private final InputStream rest;
  private final Runnable onClose;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final long deadline;
  private volatile @Nullable Future<?> limit;
  private byte[] read;

  /**
   * Reads the first bytes.
   *
   * @param deadline when it is to end, in the time of {@link System#nanoTime()}
   * @param onClose called once
   */
  OpenDownload(QueryResponse answer, long deadline, Runnable onClose) throws IOException {
    this.answer = answer;
    this.deadline = deadline;
    this.onClose = onClose;
    this.rest = answer.getInputStream();
    this.read = rest.readNBytes(PIECE_BYTES);
  }

  /**
   * The next piece, at most 64 KiB.
   *
   * @return empty at the end
   * @throws IOException if ClickHouse breaks off, or this was closed before the end
   */
  byte[] next() throws IOException {
    byte[] piece = read;
    if (piece.length > 0) {
      byte[] buffer = new byte[PIECE_BYTES];
      int size = Math.max(0, rest.read(buffer));
      read = size == PIECE_BYTES ? buffer : Arrays.copyOf(buffer, size);
    }
    if (closed.get()) {
      throw new IOException("the time limit of a download has passed");
    }
    return piece;
  }

  /** Forgets what would end it in time once it has ended. */
  void endedBy(Future<?> newLimit) {
    limit = newLimit;
  }

  /** What is left of its time, ns. */
  long remaining() {
    return Math.max(0, deadline - System.nanoTime());
  }

  /** Ends it wherever it is. Whoever waits in {@link #next} gets an exception. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      try {
        // Not the stream: closing that reads what is left.
        answer.close();
      } catch (Exception e) {
        // It is given up either way.
      } finally {
        Future<?> known = limit;
        if (known != null) {
          known.cancel(false);
        }
        onClose.run();
      }
    }
  }
}
