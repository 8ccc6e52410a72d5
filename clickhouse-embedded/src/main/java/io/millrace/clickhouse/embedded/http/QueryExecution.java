package io.millrace.clickhouse.embedded.http;

import io.millrace.clickhouse.embedded.engine.EngineConnection;
import io.millrace.clickhouse.embedded.engine.EngineException;
import io.millrace.clickhouse.embedded.engine.InsertStream;
import io.millrace.clickhouse.embedded.engine.QueryResult;
import io.millrace.clickhouse.embedded.engine.QueryStatistics;
import io.millrace.clickhouse.embedded.engine.SelectStream;
import io.millrace.clickhouse.embedded.engine.StatementAnalysis;
import io.millrace.clickhouse.embedded.engine.StatementAnalysis.Effect;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** Runs the statement of one request on a connection that has its settings. */
final class QueryExecution {

  /** What is read to find where an INSERT's data begins. */
  private static final int SCANNED_BYTES = 1 << 20;

  /** The longest statement without data; the engine's own {@code max_query_size} is lower. */
  private static final int MAX_STATEMENT_BYTES = 16 << 20;

  private static final int PIECE_BYTES = 1 << 16;

  private final QueryRequest request;
  private final InputStream body;
  private final byte[] scanned;
  private final Statement statement;

  private QueryExecution(
      QueryRequest request, InputStream body, byte[] scanned, Statement statement) {
    this.request = request;
    this.body = body;
    this.scanned = scanned;
    this.statement = statement;
  }

  /** Reads as much of the body as the statement needs. */
  static QueryExecution read(QueryRequest request, InputStream body) throws IOException {
    byte[] fromUrl = request.query().getBytes(StandardCharsets.UTF_8);
    byte[] fromBody = body.readNBytes(SCANNED_BYTES);
    byte[] scanned = join(fromUrl, fromBody);
    Statement statement = Statement.scan(scanned, scanned.length);
    if (statement instanceof Statement.Plain && fromBody.length == SCANNED_BYTES) {
      byte[] rest = body.readNBytes(MAX_STATEMENT_BYTES);
      if (rest.length == MAX_STATEMENT_BYTES) {
        throw ErrorCode.QUERY_IS_TOO_LARGE.exception(
            "The statement is longer than "
                + MAX_STATEMENT_BYTES
                + " bytes; send data as the body of an INSERT with FORMAT or VALUES");
      }
      scanned = join(scanned, rest, "");
      statement = Statement.scan(scanned, scanned.length);
    }
    return new QueryExecution(request, body, scanned, statement);
  }

  private static byte[] join(byte[] fromUrl, byte[] fromBody) {
    return fromUrl.length == 0 ? fromBody : join(fromUrl, fromBody, "\n");
  }

  private static byte[] join(byte[] first, byte[] second, String between) {
    byte[] middle = between.getBytes(StandardCharsets.UTF_8);
    byte[] joined = Arrays.copyOf(first, first.length + middle.length + second.length);
    System.arraycopy(middle, 0, joined, first.length, middle.length);
    System.arraycopy(second, 0, joined, first.length + middle.length, second.length);
    return joined;
  }

  /** What is written to the client, in this order. */
  interface Output {
    /** Before the first bytes. */
    void begin(OutputFormat format) throws IOException;

    /** What the statement did since the last call. */
    void count(QueryStatistics statistics);

    void write(ByteBuffer bytes) throws IOException;
  }

  /**
   * Runs the statement.
   *
   * @throws EngineException if it fails
   * @throws IOException if the client fails
   */
  void run(EngineConnection connection, Output output) throws IOException {
    if (statement instanceof Statement.DataInsert insert) {
      insert(connection, insert, output);
    } else if (statement instanceof Statement.Plain plain) {
      OutputFormat format = OutputFormat.named(plain.format().orElse(request.defaultFormat()));
      if (isStreamed(plain, format)) {
        stream(connection, plain, format, output);
      } else {
        runAtOnce(connection, plain, format, output);
      }
    }
  }

  /** Tells a session what of its state the statement was meant to change. */
  void keepChanges(Sessions.Lease session) {
    if (statement instanceof Statement.Plain plain) {
      switch (plain.shape()) {
        case USE -> session.keepDatabase();
        case SET -> session.keepSettings(Statement.words(plain.sql()));
        case SELECT, SELECT_WITH_TOTALS, OTHER -> {}
      }
    }
  }

  /**
   * Decides whether the statement may run.
   *
   * @return what it would change
   * @throws EngineException if it may not
   */
  Effect admit(EngineConnection connection) {
    byte[] sql = statement.sql();
    if (statement instanceof Statement.DataInsert insert) {
      // The engine does not parse an INSERT that says nothing of its data.
      sql = join(sql, ("FORMAT " + insert.format()).getBytes(StandardCharsets.UTF_8), " ");
    }
    StatementAnalysis analysis = connection.analyse(sql);
    if (analysis.statementCount() == 0) {
      throw unparsable(connection, sql);
    }
    if (analysis.statementCount() > 1) {
      throw ErrorCode.SYNTAX_ERROR.exception(
          "Syntax error: Multi-statements are not allowed; send one statement in a request");
    }
    if (analysis.effect() == Effect.CONTROL && hasOutfile(sql)) {
      throw ErrorCode.INTO_OUTFILE_NOT_ALLOWED.exception("INTO OUTFILE is not allowed");
    }
    if (request.has(QueryRequest.Option.READ_ONLY) && analysis.effect() != Effect.READ_ONLY) {
      throw ErrorCode.READONLY.exception(
          "Cannot execute query in readonly mode. For queries over HTTP, method GET implies"
              + " readonly. You should use method POST for modifying queries");
    }
    return analysis.effect();
  }

  /**
   * The syntax error of a text that does not parse. It is not run for it: the engine would run the
   * statements before the error.
   */
  private static RuntimeException unparsable(EngineConnection connection, byte[] sql) {
    String text = new String(sql, StandardCharsets.UTF_8);
    if (text.isBlank()) {
      return ErrorCode.SYNTAX_ERROR.exception("Syntax error: Empty query");
    }
    try {
      connection.queryText(
          "SELECT formatQuery("
              + PreparedConnection.quoteText(text.substring(0, Math.min(text.length(), 65_536)))
              + ")");
    } catch (EngineException e) {
      String message = String.valueOf(e.getMessage());
      int scope = message.indexOf(": In scope ");
      int execution = message.indexOf(": while executing ");
      int end = scope >= 0 ? scope : execution >= 0 ? execution : message.lastIndexOf(" (");
      int begin = message.indexOf("Syntax error");
      if (begin >= 0 && end > begin) {
        return ErrorCode.SYNTAX_ERROR.exception(message.substring(begin, end).strip());
      }
    }
    return ErrorCode.SYNTAX_ERROR.exception("Syntax error: the query cannot be parsed");
  }

  private static boolean hasOutfile(byte[] sql) {
    SqlScanner scanner = new SqlScanner(sql, sql.length);
    boolean into = false;
    while (scanner.next() != SqlScanner.Kind.END) {
      if (into && scanner.isKeyword("OUTFILE")) {
        return true;
      }
      into = scanner.isKeyword("INTO");
    }
    return false;
  }

  private boolean isStreamed(Statement.Plain plain, OutputFormat format) {
    Map<String, String> settings = request.settings();
    return plain.shape() == Statement.Shape.SELECT
        && format.header() != OutputFormat.Header.NOT_STREAMED
        && !request.has(QueryRequest.Option.WAIT_END_OF_QUERY)
        // Each of these makes a chunk more than a run of rows.
        && !settings.containsKey("extremes")
        && !settings.containsKey("output_format_json_array_of_rows")
        && !settings.containsKey("output_format_binary_encode_types_in_binary_format");
  }

  private void stream(
      EngineConnection connection, Statement.Plain plain, OutputFormat format, Output output)
      throws IOException {
    try (SelectStream stream =
        connection.select(plain.sql(), request.defaultFormat(), request.parameters())) {
      boolean first = true;
      while (true) {
        try (QueryResult chunk = stream.next()) {
          ByteBuffer bytes = chunk.bytes();
          if (first) {
            output.begin(format);
          }
          output.count(chunk.statistics());
          if (!bytes.hasRemaining()) {
            return;
          }
          if (!first) {
            bytes.position(format.headerLength(bytes));
          }
          output.write(bytes);
          first = false;
        }
      }
    }
  }

  private void runAtOnce(
      EngineConnection connection, Statement.Plain plain, OutputFormat format, Output output)
      throws IOException {
    try (QueryResult result =
        connection.query(plain.sql(), request.defaultFormat(), request.parameters())) {
      output.begin(format);
      output.count(result.statistics());
      output.write(result.bytes());
    }
  }

  private void insert(EngineConnection connection, Statement.DataInsert insert, Output output)
      throws IOException {
    try (InsertStream stream =
        connection.insert(insert.sql(), insert.format(), request.parameters())) {
      int offset = insert.dataOffset();
      boolean accepted = stream.append(scanned, offset, scanned.length - offset);
      byte[] piece = new byte[PIECE_BYTES];
      int read = 0;
      while (accepted && (read = body.read(piece)) >= 0) {
        accepted = stream.append(piece, 0, read);
      }
      QueryStatistics statistics = stream.finish();
      output.begin(OutputFormat.named(request.defaultFormat()));
      output.count(statistics);
    }
  }
}
