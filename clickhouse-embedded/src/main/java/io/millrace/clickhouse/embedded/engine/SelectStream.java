package io.millrace.clickhouse.embedded.engine;

import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The result of a query, chunk by chunk. Each chunk of a format with a header repeats that header.
 *
 * <p>Not safe for use by several threads. The connection runs nothing else until this is closed.
 */
public final class SelectStream implements AutoCloseable {

  private final LibChdb library;
  private final Pointer connection;
  private @Nullable Pointer stream;
  private boolean ended;

  private SelectStream(LibChdb library, Pointer connection, Pointer stream) {
    this.library = library;
    this.connection = connection;
    this.stream = stream;
  }

  static SelectStream take(LibChdb library, Pointer connection, Pointer stream) {
    Pointer error = library.chdb_result_error(stream);
    if (error == null) {
      return new SelectStream(library, connection, stream);
    }
    String message = error.getString(0, StandardCharsets.UTF_8.name());
    library.chdb_destroy_query_result(stream);
    throw EngineException.reported(message);
  }

  /**
   * The next chunk, empty at the end; the caller closes it.
   *
   * @throws EngineException if the query fails
   */
  public QueryResult next() {
    if (stream == null) {
      throw new IllegalStateException("the stream is closed");
    }
    // An error ends the stream in the engine; cancelling it again would be refused.
    ended = true;
    QueryResult chunk =
        QueryResult.take(library, library.chdb_stream_fetch_result(connection, stream));
    ended = !chunk.bytes().hasRemaining();
    return chunk;
  }

  /** Cancels the query if it has not ended, and frees the stream. */
  @Override
  public void close() {
    if (stream == null) {
      return;
    }
    if (!ended) {
      library.chdb_stream_cancel_query(connection, stream);
    }
    library.chdb_destroy_query_result(stream);
    stream = null;
  }
}
