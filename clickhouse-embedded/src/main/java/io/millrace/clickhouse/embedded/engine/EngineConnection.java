package io.millrace.clickhouse.embedded.engine;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection to the engine: settings, current database and temporary tables of its own. It runs
 * one statement at a time; several connections run in parallel.
 */
public final class EngineConnection implements AutoCloseable {

  private static final String TAB_SEPARATED = "TabSeparated";

  /** Size of {@code chdb_query_analysis_v1}: four 32-bit fields. */
  private static final int ANALYSIS_BYTES = 16;

  private final LibChdb library;
  private @Nullable Pointer reference;
  private final Pointer connection;

  EngineConnection(LibChdb library, Pointer reference) {
    this.library = library;
    this.reference = reference;
    this.connection = reference.getPointer(0);
  }

  /**
   * Runs one statement and answers its whole result.
   *
   * @param format the output format unless the statement names one
   * @throws EngineException if the statement fails
   */
  public QueryResult query(byte[] sql, String format, Map<String, String> parameters) {
    QueryParameters bound = QueryParameters.of(parameters);
    byte[] formatName = format.getBytes(StandardCharsets.UTF_8);
    return QueryResult.take(
        library,
        library.chdb_query_with_params_n(
            open(),
            sql,
            sql.length,
            formatName,
            formatName.length,
            bound.names(),
            bound.nameLengths(),
            bound.values(),
            bound.valueLengths(),
            bound.count()));
  }

  /** Runs one statement and answers its result as tab-separated text. */
  public String queryText(String sql) {
    try (QueryResult result =
        query(sql.getBytes(StandardCharsets.UTF_8), TAB_SEPARATED, Map.of())) {
      return result.text();
    }
  }

  /**
   * Starts a query whose result is fetched in chunks.
   *
   * @throws EngineException if it cannot be started
   */
  public SelectStream select(byte[] sql, String format, Map<String, String> parameters) {
    QueryParameters bound = QueryParameters.of(parameters);
    byte[] formatName = format.getBytes(StandardCharsets.UTF_8);
    return SelectStream.take(
        library,
        open(),
        library.chdb_stream_query_with_params_n(
            open(),
            sql,
            sql.length,
            formatName,
            formatName.length,
            bound.names(),
            bound.nameLengths(),
            bound.values(),
            bound.valueLengths(),
            bound.count()));
  }

  /**
   * Starts an INSERT.
   *
   * @param sql the statement without FORMAT clause and data
   * @param format the format of the data that follows
   * @throws EngineException if it cannot be started
   */
  public InsertStream insert(byte[] sql, String format, Map<String, String> parameters) {
    QueryParameters bound = QueryParameters.of(parameters);
    byte[] formatName = format.getBytes(StandardCharsets.UTF_8);
    return InsertStream.take(
        library,
        library.chdb_stream_insert_with_params_n(
            open(),
            sql,
            sql.length,
            formatName,
            formatName.length,
            bound.names(),
            bound.nameLengths(),
            bound.values(),
            bound.valueLengths(),
            bound.count()));
  }

  /** What {@code sql} would do; nothing is run. */
  public StatementAnalysis analyse(byte[] sql) {
    try (Memory analysis = new Memory(ANALYSIS_BYTES)) {
      analysis.clear();
      analysis.setInt(0, ANALYSIS_BYTES);
      if (library.chdb_classify_query_n(open(), sql, sql.length, null, 0, analysis) != 0) {
        throw new IllegalStateException("the engine refused to analyse a statement");
      }
      return StatementAnalysis.of(analysis.getInt(4), analysis.getInt(12));
    }
  }

  private Pointer open() {
    if (reference == null) {
      throw new IllegalStateException("the connection is closed");
    }
    return connection;
  }

  @Override
  public void close() {
    if (reference != null) {
      library.chdb_close_conn(reference);
      reference = null;
    }
  }
}
