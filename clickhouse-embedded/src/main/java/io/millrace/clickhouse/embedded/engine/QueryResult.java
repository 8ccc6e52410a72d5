package io.millrace.clickhouse.embedded.engine;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A result, or one chunk of it, in the engine's memory; freed by {@link #close()}.
 *
 * <p>Not safe for use by several threads.
 */
public final class QueryResult implements AutoCloseable {

  private final LibChdb library;
  private @Nullable Pointer handle;

  private QueryResult(LibChdb library, Pointer handle) {
    this.library = library;
    this.handle = handle;
  }

  /**
   * Takes ownership of {@code handle}.
   *
   * @throws EngineException if the result is an error; the handle is freed then
   */
  static QueryResult take(LibChdb library, Pointer handle) {
    Pointer error = library.chdb_result_error(handle);
    if (error == null) {
      return new QueryResult(library, handle);
    }
    String message = error.getString(0, StandardCharsets.UTF_8.name());
    library.chdb_destroy_query_result(handle);
    throw EngineException.reported(message);
  }

  /** The bytes, readable until {@link #close()}; empty at the end of a stream. */
  public ByteBuffer bytes() {
    Pointer buffer = library.chdb_result_buffer(handle());
    long length = library.chdb_result_length(handle());
    if (buffer == null || length == 0) {
      return ByteBuffer.allocate(0);
    }
    if (length > Integer.MAX_VALUE) {
      throw EngineException.of(
          396,
          "TOO_MANY_ROWS_OR_BYTES",
          "The result has "
              + length
              + " bytes; a format that is not streamed may have 2147483647. Use JSONEachRow, Native"
              + " or RowBinary");
    }
    return buffer.getByteBuffer(0, length);
  }

  /** The bytes as text. */
  public String text() {
    return StandardCharsets.UTF_8.decode(bytes()).toString();
  }

  /** What the statement did; for a chunk, since the chunk before. */
  public QueryStatistics statistics() {
    Pointer result = handle();
    return new QueryStatistics(
        library.chdb_result_storage_rows_read(result),
        library.chdb_result_storage_bytes_read(result),
        library.chdb_result_rows_written(result),
        library.chdb_result_bytes_written(result),
        library.chdb_result_rows_read(result),
        library.chdb_result_elapsed(result));
  }

  private Pointer handle() {
    if (handle == null) {
      throw new IllegalStateException("the result is closed");
    }
    return handle;
  }

  @Override
  public void close() {
    if (handle != null) {
      library.chdb_destroy_query_result(handle);
      handle = null;
    }
  }
}
