package io.millrace.clickhouse.embedded.http;

import io.millrace.clickhouse.embedded.engine.Engine;
import io.millrace.clickhouse.embedded.engine.EngineConnection;
import io.millrace.clickhouse.embedded.engine.EngineException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queries at work, so that one whose client has gone is killed rather than run to its end. Safe
 * for use by several threads.
 */
final class RunningQueries implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RunningQueries.class);

  private static final long CHECK_MILLIS = 250;

  /** Short queries end sooner than their client could be missed. */
  private static final long MIN_AGE_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

  private final Engine engine;
  private final ConcurrentHashMap<String, RunningQuery> queries = new ConcurrentHashMap<>();

  /** Ids of those that change nothing: only they end with their client, as at a server. */
  private final Set<String> readers = ConcurrentHashMap.newKeySet();

  private final ScheduledExecutorService checks =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "abandoned-queries");
            thread.setDaemon(true);
            return thread;
          });

  RunningQueries(Engine engine) {
    this.engine = engine;
    var unused =
        checks.scheduleWithFixedDelay(
            this::killAbandoned, CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * One query.
   *
   * @param id unique among those at work
   * @param comment its {@code log_comment} in the engine
   * @param localPort where the client is connected to
   * @param remotePort the client's
   */
  record RunningQuery(
      String id, String comment, int localPort, int remotePort, long startedNanos) {}

  /**
   * Notes a query.
   *
   * @throws EngineException QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING
   */
  void add(String id, String comment, int localPort, int remotePort) {
    RunningQuery query = new RunningQuery(id, comment, localPort, remotePort, System.nanoTime());
    if (queries.putIfAbsent(id, query) != null) {
      throw ErrorCode.QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING.exception(
          "Query with id = " + id + " is already running");
    }
  }

  /** The query changes nothing, so it may be killed when its client has gone. */
  void mayBeAbandoned(String id) {
    readers.add(id);
  }

  void remove(String id) {
    queries.remove(id);
    readers.remove(id);
    synchronized (queries) {
      queries.notifyAll();
    }
  }

  /** Waits until no query is at work. */
  boolean awaitNone(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    synchronized (queries) {
      while (!queries.isEmpty()) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          return false;
        }
        try {
          queries.wait(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
    }
    return true;
  }

  private void killAbandoned() {
    try {
      long now = System.nanoTime();
      List<RunningQuery> old =
          queries.values().stream()
              .filter(query -> readers.contains(query.id()))
              .filter(query -> now - query.startedNanos() > MIN_AGE_NANOS)
              .toList();
      if (old.isEmpty()) {
        return;
      }
      Set<Integer> abandoned = TcpTable.abandonedBy(old.get(0).localPort());
      for (RunningQuery query : old) {
        if (abandoned.contains(query.remotePort())) {
          kill(query);
        }
      }
    } catch (IOException | RuntimeException e) {
      // The next round tries again; a query left alone only runs to its end.
      log.atWarn().setCause(e).log("could not look for abandoned queries");
    }
  }

  /** Kills every query at work, as a stop must. */
  void killAll() {
    queries.values().forEach(this::kill);
  }

  private void kill(RunningQuery query) {
    try (EngineConnection connection = engine.connect()) {
      connection.queryText(
          "KILL QUERY WHERE Settings['log_comment'] = "
              + PreparedConnection.quoteText(query.comment())
              + " ASYNC");
      log.atInfo().addKeyValue("query_id", query.id()).log("killed a query nobody waits for");
    }
  }

  @Override
  public void close() {
    checks.shutdownNow();
  }
}
