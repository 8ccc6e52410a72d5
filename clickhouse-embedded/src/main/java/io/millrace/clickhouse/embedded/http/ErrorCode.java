package io.millrace.clickhouse.embedded.http;

import io.millrace.clickhouse.embedded.engine.EngineException;
import java.util.Set;

/** ClickHouse's error codes that the HTTP interface itself raises. */
enum ErrorCode {
  TOO_LARGE_SIZE_COMPRESSED(39),
  CHECKSUM_DOESNT_MATCH(40),
  NOT_IMPLEMENTED(48),
  SYNTAX_ERROR(62),
  UNKNOWN_TYPE_OF_QUERY(78),
  UNKNOWN_COMPRESSION_METHOD(89),
  UNKNOWN_SETTING(115),
  READONLY(164),
  QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING(216),
  QUERY_IS_TOO_LARGE(229),
  CANNOT_DECOMPRESS(271),
  INTO_OUTFILE_NOT_ALLOWED(358),
  SESSION_NOT_FOUND(372),
  SESSION_IS_LOCKED(373),
  INVALID_SESSION_TIMEOUT(374),
  UNKNOWN_ROLE(511),
  AUTHENTICATION_FAILED(516);

  private static final Set<Integer> FORBIDDEN = Set.of(192, 193, 497, 512, 516);

  private static final Set<Integer> BAD_REQUEST =
      Set.of(
          6, 8, 15, 25, 26, 27, 36, 37, 38, 41, 44, 53, 62, 72, 117, 123, 167, 168, 223, 321, 376,
          427, 441, 675, 676);

  private static final Set<Integer> NOT_FOUND =
      Set.of(46, 47, 50, 56, 60, 63, 73, 78, 81, 115, 152, 336, 511);

  private final int code;

  ErrorCode(int code) {
    this.code = code;
  }

  /** The error as a server words it. */
  EngineException exception(String what) {
    return EngineException.of(code, name(), what);
  }

  /**
   * The HTTP status a ClickHouse server answers with for an error code: its table in {@code
   * exceptionCodeToHTTPStatus}.
   */
  static int httpStatus(int code) {
    if (code == 194) {
      return 401;
    }
    if (FORBIDDEN.contains(code)) {
      return 403;
    }
    if (BAD_REQUEST.contains(code)) {
      return 400;
    }
    if (NOT_FOUND.contains(code)) {
      return 404;
    }
    return switch (code) {
      case 159 -> 408;
      case 381 -> 411;
      case 229 -> 413;
      case 779 -> 415;
      case 48 -> 501;
      case 76, 209, 439 -> 503;
      default -> 500;
    };
  }
}
