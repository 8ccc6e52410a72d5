package io.millrace.clickhouse.embedded.http;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A statement as far as this side must know it: does data follow, and in which format. */
sealed interface Statement {

  /** The SQL to analyse and to run, without data. */
  byte[] sql();

  /**
   * An INSERT whose data follows the statement.
   *
   * @param sql without FORMAT clause and data
   * @param format of the data
   * @param dataOffset where the data begins in the scanned text
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record DataInsert(byte[] sql, String format, int dataOffset) implements Statement {}

  /**
   * Any other statement.
   *
   * @param sql all of it
   * @param format named by its FORMAT clause
   * @param shape how it may be run
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Plain(byte[] sql, Optional<String> format, Shape shape) implements Statement {}

  /** How a plain statement may be run. */
  enum Shape {
    /** A SELECT, whose result may be streamed. */
    SELECT,
    /** A SELECT with totals, which are written once after the last row. */
    SELECT_WITH_TOTALS,
    /** USE, which outlives the request in a session. */
    USE,
    /** SET, which outlives the request in a session. */
    SET,
    /** Anything else: run at once. */
    OTHER
  }

  /** The words of a statement, quoted names among them, in lower case. */
  static Set<String> words(byte[] sql) {
    Set<String> words = new HashSet<>();
    SqlScanner scanner = new SqlScanner(sql, sql.length);
    while (scanner.next() != SqlScanner.Kind.END) {
      words.add(scanner.token().replaceAll("[`\"]", "").toLowerCase(Locale.ROOT));
    }
    return words;
  }

  /**
   * Scans the first {@code length} bytes of {@code text}.
   *
   * @throws io.millrace.clickhouse.embedded.engine.EngineException if it is of a kind that only a
   *     client can run (INFILE), or that the engine would run wrongly (input())
   */
  static Statement scan(byte[] text, int length) {
    SqlScanner scanner = new SqlScanner(text, length);
    scanner.next();
    if (scanner.isKeyword("INSERT")) {
      return scanInsert(scanner, text, length);
    }
    boolean select =
        scanner.isKeyword("SELECT") || scanner.isKeyword("WITH") || scanner.isSymbol('(');
    Shape shape = select ? Shape.SELECT : Shape.OTHER;
    if (scanner.isKeyword("USE")) {
      shape = Shape.USE;
    } else if (scanner.isKeyword("SET")) {
      shape = Shape.SET;
    }
    return scanPlain(scanner, Arrays.copyOf(text, length), shape);
  }

  private static Statement scanPlain(SqlScanner scanner, byte[] sql, Shape shape) {
    Optional<String> format = Optional.empty();
    int depth = 0;
    boolean totals = false;
    while (scanner.kind() != SqlScanner.Kind.END) {
      depth += scanner.isSymbol('(') ? 1 : scanner.isSymbol(')') ? -1 : 0;
      totals |= scanner.isKeyword("TOTALS");
      if (depth == 0 && scanner.isKeyword("FORMAT")) {
        format = scanner.next() == SqlScanner.Kind.WORD ? Optional.of(scanner.token()) : format;
      }
      scanner.next();
    }
    Shape known = totals && shape == Shape.SELECT ? Shape.SELECT_WITH_TOTALS : shape;
    return new Plain(sql, format, known);
  }

  private static Statement scanInsert(SqlScanner scanner, byte[] text, int length) {
    scanner.next();
    if (scanner.isKeyword("INTO")) {
      scanner.next();
    }
    if (scanner.isKeyword("TABLE") || scanner.isKeyword("FUNCTION")) {
      scanner.next();
    }
    // The scanner stands on the name, which may look like a keyword.
    int depth = 0;
    boolean opened = false;
    boolean from = false;
    while (scanner.next() != SqlScanner.Kind.END) {
      if (scanner.isSymbol('.')) {
        scanner.next();
        continue;
      }
      if ((depth == 0 || (depth == 1 && opened))
          && (scanner.isKeyword("SELECT") || scanner.isKeyword("WITH"))) {
        return insertSelect(scanner, Arrays.copyOf(text, length));
      }
      if (depth == 0 && scanner.isKeyword("VALUES")) {
        return new DataInsert(Arrays.copyOf(text, scanner.start()), "Values", scanner.end());
      }
      if (depth == 0 && scanner.isKeyword("FORMAT")) {
        return insertWithFormat(scanner, text, length);
      }
      if (from && scanner.isKeyword("INFILE")) {
        throw ErrorCode.UNKNOWN_TYPE_OF_QUERY.exception(
            "INSERT FROM INFILE is for clients; send the file's content as the request's body");
      }
      opened = scanner.isSymbol('(');
      depth += opened ? 1 : scanner.isSymbol(')') ? -1 : 0;
      from = depth == 0 && scanner.isKeyword("FROM");
    }
    return new Plain(Arrays.copyOf(text, length), Optional.empty(), Shape.OTHER);
  }

  private static Statement insertSelect(SqlScanner scanner, byte[] sql) {
    boolean input = false;
    while (scanner.kind() != SqlScanner.Kind.END) {
      if (input && scanner.isSymbol('(')) {
        // The embedded engine would answer success and store nothing.
        throw ErrorCode.NOT_IMPLEMENTED.exception(
            "the table function input() is not supported by the embedded engine; insert into the"
                + " table directly, or use a ClickHouse server");
      }
      input = scanner.isKeyword("INPUT");
      scanner.next();
    }
    return new Plain(sql, Optional.empty(), Shape.OTHER);
  }

  private static Statement insertWithFormat(SqlScanner scanner, byte[] text, int length) {
    int clauseStart = scanner.start();
    scanner.next();
    String format = scanner.token();
    int headEnd = scanner.end();
    byte[] head = Arrays.copyOf(text, clauseStart);
    scanner.next();
    if (scanner.isKeyword("SETTINGS")) {
      int settingsStart = scanner.start();
      headEnd = endOfSettings(scanner);
      byte[] settings = Arrays.copyOfRange(text, settingsStart, headEnd);
      byte[] joined = Arrays.copyOf(head, head.length + settings.length);
      System.arraycopy(settings, 0, joined, head.length, settings.length);
      head = joined;
    }
    return new DataInsert(head, format, dataOffset(text, headEnd, length));
  }

  /** Behind {@code SETTINGS a = 1, b = 'x'}; the scanner stands on SETTINGS. */
  private static int endOfSettings(SqlScanner scanner) {
    int end;
    do {
      scanner.next();
      scanner.next();
      scanner.next();
      end = scanner.end();
      scanner.next();
    } while (scanner.isSymbol(','));
    return end;
  }

  /** Data begins behind the blanks and at most one line end, as the engine's parser has it. */
  private static int dataOffset(byte[] text, int headEnd, int length) {
    int offset = headEnd;
    while (offset < length
        && (text[offset] == ' ' || text[offset] == '\t' || text[offset] == '\f')) {
      offset++;
    }
    if (offset < length && text[offset] == '\r') {
      offset++;
    }
    if (offset < length && text[offset] == '\n') {
      offset++;
    }
    return offset;
  }
}
