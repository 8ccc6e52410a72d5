package io.millrace.clickhouse.embedded.http;

import io.millrace.clickhouse.embedded.engine.Engine;
import io.millrace.clickhouse.embedded.engine.EngineConnection;
import io.millrace.clickhouse.embedded.engine.EngineException;
import io.millrace.clickhouse.embedded.engine.StatementAnalysis.Effect;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests of ClickHouse's HTTP interface. */
final class QueryHandler extends Handler.Abstract {

  private static final Logger log = LoggerFactory.getLogger(QueryHandler.class);

  private static final String OK = "Ok.\n";

  /** What is still read of a refused body, so that its sender gets to read the answer. */
  private static final long MAX_DRAINED_BYTES = 64L << 20;

  private final Engine engine;
  private final Credentials credentials;
  private final ConnectionPool pool;
  private final Sessions sessions;
  private final RunningQueries running;
  private final AtomicBoolean stopping = new AtomicBoolean();

  QueryHandler(
      Engine engine,
      Credentials credentials,
      ConnectionPool pool,
      Sessions sessions,
      RunningQueries running) {
    this.engine = engine;
    this.credentials = credentials;
    this.pool = pool;
    this.sessions = sessions;
    this.running = running;
  }

  /** Refuses queries from now on. */
  void refuseQueries() {
    stopping.set(true);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    QueryResponse answer = new QueryResponse(request, response, engine.version());
    try {
      if (route(request, response, answer)) {
        callback.succeeded();
      } else {
        callback.failed(new IOException("a query failed after part of its result was sent"));
      }
    } catch (IOException e) {
      log.atDebug().setCause(e).log("a client went away");
      callback.failed(e);
    } catch (RuntimeException | Error e) {
      log.atError().setCause(e).log("a request failed");
      callback.failed(e);
    }
    return true;
  }

  private boolean route(Request request, Response response, QueryResponse answer)
      throws IOException {
    String path = Request.getPathInContext(request);
    boolean reading = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    if (reading && (path.equals("/ping") || path.equals("/replicas_status"))) {
      answer.send(stopping.get() ? 503 : 200, stopping.get() ? "Stopping.\n" : OK);
      return true;
    }
    if (!path.equals("/")) {
      answer.send(404, "There is no handle " + path + "; use /?query= or POST /\n");
      return true;
    }
    if (!reading && !request.getMethod().equals("POST")) {
      response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD, POST");
      answer.send(405, "Method " + request.getMethod() + " is not allowed; use GET or POST\n");
      return true;
    }
    if (reading && Request.extractQueryParameters(request).getValue("query") == null) {
      answer.send(200, OK);
      return true;
    }
    try {
      return query(request, answer);
    } catch (EngineException e) {
      drain(request);
      boolean told = answer.fail(e);
      if (!told) {
        // Clients of binary formats rarely show the reason, so it must be found here.
        log.atWarn()
            .addKeyValue("error", e.getMessage())
            .log("a query failed after part of its result was sent; its connection is broken off");
      }
      return told;
    } catch (OutOfMemoryError e) {
      log.atError().setCause(e).log("out of memory in a request");
      return answer.fail(
          EngineException.of(
              241, "MEMORY_LIMIT_EXCEEDED", "The Java heap is too small for this request"));
    }
  }

  private boolean query(Request request, QueryResponse answer) throws IOException {
    Authentication.check(request, credentials);
    QueryRequest query = QueryRequest.of(request);
    answer.answer(query);
    if (stopping.get()) {
      throw EngineException.of(439, "CANNOT_SCHEDULE_TASK", "The server is stopping");
    }
    InputStream body =
        ContentCoding.decode(
            request.getHeaders().get(HttpHeader.CONTENT_ENCODING), Request.asInputStream(request));
    if (query.has(QueryRequest.Option.DECOMPRESS)) {
      body = new DecodedBody(body, BlockFraming::decompress);
    }
    QueryExecution execution = QueryExecution.read(query, body);
    String comment = comment(query);
    running.add(
        query.queryId(), comment, Request.getLocalPort(request), Request.getRemotePort(request));
    try {
      Map<String, String> settings = new LinkedHashMap<>(query.settings());
      settings.put("log_comment", comment);
      if (query.session().isPresent()) {
        runInSession(query.session().get(), query, settings, execution, answer);
      } else {
        run(query, settings, execution, answer);
      }
    } finally {
      running.remove(query.queryId());
    }
    answer.end();
    return true;
  }

  /** By this the query is found in {@code system.processes}, whose query_id is the engine's own. */
  private static String comment(QueryRequest query) {
    String own = query.settings().get("log_comment");
    return own == null ? query.queryId() : own + " query_id=" + query.queryId();
  }

  private void run(
      QueryRequest query,
      Map<String, String> settings,
      QueryExecution execution,
      QueryResponse answer)
      throws IOException {
    PreparedConnection connection = pool.borrow();
    boolean reusable = false;
    try {
      connection.prepare(query.database().orElse(PreparedConnection.DEFAULT_DATABASE), settings);
      Effect effect = execute(connection.connection(), query, execution, answer);
      reusable = effect != Effect.CONTROL && effect != Effect.UNKNOWN;
    } finally {
      if (reusable) {
        pool.giveBack(connection);
      } else {
        connection.close();
      }
    }
  }

  private Effect execute(
      EngineConnection connection,
      QueryRequest query,
      QueryExecution execution,
      QueryResponse answer)
      throws IOException {
    Effect effect = execution.admit(connection);
    if (effect == Effect.READ_ONLY) {
      running.mayBeAbandoned(query.queryId());
    }
    execution.run(connection, answer);
    return effect;
  }

  private void runInSession(
      QueryRequest.SessionKey key,
      QueryRequest query,
      Map<String, String> settings,
      QueryExecution execution,
      QueryResponse answer)
      throws IOException {
    try (Sessions.Lease session = sessions.take(key)) {
      session.prepare(query, settings);
      execute(session.connection(), query, execution, answer);
      execution.keepChanges(session);
    }
  }

  private static void drain(Request request) {
    try (InputStream rest = Request.asInputStream(request)) {
      byte[] piece = new byte[1 << 16];
      long drained = 0;
      int read;
      while (drained < MAX_DRAINED_BYTES && (read = rest.read(piece)) >= 0) {
        drained += read;
      }
    } catch (IOException e) {
      log.atDebug().setCause(e).log("a client stopped sending");
    }
  }
}
