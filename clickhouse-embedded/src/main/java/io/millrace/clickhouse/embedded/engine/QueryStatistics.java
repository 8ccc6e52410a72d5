package io.millrace.clickhouse.embedded.engine;

/**
 * What a statement did, as the engine counts it.
 *
 * @param rowsRead rows read from storage
 * @param bytesRead bytes read from storage, uncompressed
 * @param rowsWritten rows written, those of materialized views included
 * @param bytesWritten bytes written, uncompressed
 * @param resultRows rows in the result
 * @param elapsedSeconds wall-clock time
 */
public record QueryStatistics(
    long rowsRead,
    long bytesRead,
    long rowsWritten,
    long bytesWritten,
    long resultRows,
    double elapsedSeconds) {

  /** Nothing done yet. */
  public static final QueryStatistics NOTHING = new QueryStatistics(0, 0, 0, 0, 0, 0);

  /** Both together. */
  public QueryStatistics plus(QueryStatistics more) {
    return new QueryStatistics(
        rowsRead + more.rowsRead,
        bytesRead + more.bytesRead,
        rowsWritten + more.rowsWritten,
        bytesWritten + more.bytesWritten,
        resultRows + more.resultRows,
        elapsedSeconds + more.elapsedSeconds);
  }
}
