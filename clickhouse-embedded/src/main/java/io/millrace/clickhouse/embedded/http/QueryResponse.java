package io.millrace.clickhouse.embedded.http;

import io.millrace.clickhouse.embedded.engine.EngineException;
import io.millrace.clickhouse.embedded.engine.QueryStatistics;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/** One answer of the interface: headers, compression, errors before and amid the result. */
final class QueryResponse implements QueryExecution.Output {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int TAG_LENGTH = 16;
  private static final int PIECE_BYTES = 1 << 16;

  private final Response response;
  private final ResponseOutput output;
  private final @Nullable String acceptEncoding;
  private final String version;
  private final String exceptionTag;
  private @Nullable QueryRequest request;
  private @Nullable OutputStream coder;
  private QueryStatistics counted = QueryStatistics.NOTHING;

  /**
   * @param version of ClickHouse, which errors end with
   */
  QueryResponse(Request httpRequest, Response response, String version) {
    this.response = response;
    this.version = version;
    this.output = new ResponseOutput(response);
    this.acceptEncoding = httpRequest.getHeaders().get(HttpHeader.ACCEPT_ENCODING);
    this.exceptionTag = newTag();
    HttpFields.Mutable headers = response.getHeaders();
    headers.put("X-ClickHouse-Server-Display-Name", "millrace-embedded");
    headers.put("X-ClickHouse-Exception-Tag", exceptionTag);
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
  }

  /** From here on the answer is to this request. */
  void answer(QueryRequest queryRequest) {
    request = queryRequest;
    HttpFields.Mutable headers = response.getHeaders();
    headers.put("X-ClickHouse-Query-Id", queryRequest.queryId());
    headers.put(
        "X-ClickHouse-Timezone", queryRequest.settings().getOrDefault("session_timezone", "UTC"));
  }

  @Override
  public void begin(OutputFormat format) throws IOException {
    HttpFields.Mutable headers = response.getHeaders();
    response.setStatus(200);
    headers.put("X-ClickHouse-Format", format.name());
    headers.put(HttpHeader.CONTENT_TYPE, format.contentType());
    if (request == null) {
      return;
    }
    Optional<ContentCoding> coding =
        request.has(QueryRequest.Option.HTTP_COMPRESSION)
            ? ContentCoding.acceptedBy(acceptEncoding)
            : Optional.empty();
    OutputStream target = output;
    if (coding.isPresent()) {
      headers.put(HttpHeader.CONTENT_ENCODING, coding.get().token());
      target = coding.get().encode(target);
      coder = target;
    }
    if (request.has(QueryRequest.Option.COMPRESS)) {
      coder = BlockFraming.compress(target);
    }
  }

  @Override
  public void count(QueryStatistics statistics) {
    counted = counted.plus(statistics);
    if (!response.isCommitted()) {
      response.getHeaders().put("X-ClickHouse-Summary", summary(counted));
    }
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    if (coder == null) {
      output.write(bytes);
      return;
    }
    byte[] piece = new byte[Math.min(bytes.remaining(), PIECE_BYTES)];
    while (bytes.hasRemaining()) {
      int size = Math.min(bytes.remaining(), piece.length);
      bytes.get(piece, 0, size);
      coder.write(piece, 0, size);
    }
  }

  /** Sends a short text; used where there is no query. */
  void send(int status, String text) throws IOException {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=UTF-8");
    output.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    output.close();
  }

  /** Sends what is left of the result. */
  void end() throws IOException {
    if (coder != null) {
      coder.close();
    }
    output.close();
  }

  /**
   * Tells the client of an error.
   *
   * @return whether the response is complete; otherwise the connection must be broken off, which is
   *     how a client sees that the result is not whole
   */
  boolean fail(EngineException error) throws IOException {
    String message = error.getMessage() + suffix(error);
    if (response.isCommitted()) {
      writeExceptionBlock(message);
      return false;
    }
    HttpFields.Mutable headers = response.getHeaders();
    headers.remove(HttpHeader.CONTENT_ENCODING);
    headers.put("X-ClickHouse-Exception-Code", String.valueOf(error.code()));
    output.reset();
    coder = null;
    send(ErrorCode.httpStatus(error.code()), message + "\n");
    return true;
  }

  private String suffix(EngineException error) {
    String message = String.valueOf(error.getMessage());
    return message.endsWith("(version " + version + ")") ? "" : " (version " + version + ")";
  }

  /** The block by which ClickHouse 25.11 and later mark an error after the first bytes. */
  private void writeExceptionBlock(String message) throws IOException {
    byte[] text = message.getBytes(StandardCharsets.UTF_8);
    String block =
        "\r\n__exception__\r\n"
            + exceptionTag
            + "\r\n"
            + message
            + "\n"
            + (text.length + 1)
            + " "
            + exceptionTag
            + "\r\n__exception__\r\n";
    write(ByteBuffer.wrap(block.getBytes(StandardCharsets.UTF_8)));
    if (coder != null) {
      coder.flush();
    }
    output.sendHeld();
  }

  private static String summary(QueryStatistics statistics) {
    return "{\"read_rows\":\""
        + statistics.rowsRead()
        + "\",\"read_bytes\":\""
        + statistics.bytesRead()
        + "\",\"written_rows\":\""
        + statistics.rowsWritten()
        + "\",\"written_bytes\":\""
        + statistics.bytesWritten()
        + "\",\"total_rows_to_read\":\"0\",\"result_rows\":\""
        + statistics.resultRows()
        + "\",\"result_bytes\":\"0\",\"elapsed_ns\":\""
        + (long) (statistics.elapsedSeconds() * 1e9)
        + "\"}";
  }

  private static String newTag() {
    StringBuilder tag = new StringBuilder(TAG_LENGTH);
    for (int i = 0; i < TAG_LENGTH; i++) {
      tag.append((char) ('a' + RANDOM.nextInt(26)));
    }
    return tag.toString();
  }
}
