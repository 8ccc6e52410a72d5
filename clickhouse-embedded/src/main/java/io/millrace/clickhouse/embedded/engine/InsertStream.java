package io.millrace.clickhouse.embedded.engine;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An INSERT whose data arrives in pieces. {@link #append} blocks while the engine is behind, so
 * memory stays bounded.
 *
 * <p>Not safe for use by several threads. The connection runs nothing else until this is closed.
 */
public final class InsertStream implements AutoCloseable {

  /** The most that goes to the engine in one call, bytes. */
  static final int PIECE_BYTES = 1 << 18;

  private final LibChdb library;
  private final Memory piece = new Memory(PIECE_BYTES);
  private @Nullable Pointer stream;

  private InsertStream(LibChdb library, Pointer stream) {
    this.library = library;
    this.stream = stream;
  }

  static InsertStream take(LibChdb library, Pointer stream) {
    Pointer error = library.chdb_stream_insert_error(stream);
    if (error == null) {
      return new InsertStream(library, stream);
    }
    String message = error.getString(0, StandardCharsets.UTF_8.name());
    library.chdb_destroy_insert_stream(stream);
    throw EngineException.reported(message);
  }

  /**
   * Gives the engine {@code length} more bytes, which may end anywhere within a row.
   *
   * @return false if the engine has failed; {@link #finish()} then throws the reason
   */
  public boolean append(byte[] bytes, int offset, int length) {
    int position = offset;
    int end = offset + length;
    while (position < end) {
      int size = Math.min(end - position, PIECE_BYTES);
      piece.write(0, bytes, position, size);
      if (library.chdb_stream_append(open(), piece, size) != 0) {
        return false;
      }
      position += size;
    }
    return true;
  }

  /**
   * Ends the data and waits until it is stored.
   *
   * @throws EngineException if it could not be parsed or stored
   */
  public QueryStatistics finish() {
    try (QueryResult result = QueryResult.take(library, library.chdb_stream_done(open()))) {
      return result.statistics();
    }
  }

  private Pointer open() {
    if (stream == null) {
      throw new IllegalStateException("the insert is closed");
    }
    return stream;
  }

  /** Frees the stream; one that is not finished is cancelled (blocks already stored remain). */
  @Override
  public void close() {
    if (stream != null) {
      library.chdb_destroy_insert_stream(stream);
      stream = null;
    }
    piece.close();
  }
}
