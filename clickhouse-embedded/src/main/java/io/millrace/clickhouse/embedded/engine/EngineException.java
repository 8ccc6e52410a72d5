package io.millrace.clickhouse.embedded.engine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the engine answers instead of a result: one of ClickHouse's error codes and its message. */
public final class EngineException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** ClickHouse's code for an error without a code of its own (UNKNOWN_EXCEPTION). */
  public static final int UNKNOWN_EXCEPTION = 1002;

  private static final Pattern CODE = Pattern.compile("Code: (\\d+)\\. DB::");

  private final int code;

  /**
   * @param code one of ClickHouse's error codes, as {@code 60} for UNKNOWN_TABLE
   * @param message as a server sends it, beginning with {@code Code: N. DB::Exception:}
   */
  public EngineException(int code, String message) {
    super(message);
    this.code = code;
  }

  /** An exception with the message a server would send for it. */
  public static EngineException of(int code, String name, String what) {
    return new EngineException(
        code, "Code: " + code + ". DB::Exception: " + what + " (" + name + ")");
  }

  /** The error that the engine reported as {@code message}. */
  static EngineException reported(String message) {
    String text = message.strip();
    Matcher matcher = CODE.matcher(text);
    if (!matcher.find()) {
      return of(UNKNOWN_EXCEPTION, "UNKNOWN_EXCEPTION", text);
    }
    return new EngineException(Integer.parseInt(matcher.group(1)), text.substring(matcher.start()));
  }

  /** One of ClickHouse's error codes. */
  public int code() {
    return code;
  }
}
