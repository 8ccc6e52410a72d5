package io.millrace.clickhouse.embedded.http;

import io.millrace.clickhouse.embedded.engine.Engine;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/** Connections between requests. Safe for use by several threads. */
final class ConnectionPool implements AutoCloseable {

  private static final int MAX_IDLE = 32;

  private final Engine engine;
  private final ConcurrentLinkedDeque<PreparedConnection> idle = new ConcurrentLinkedDeque<>();
  private final AtomicInteger idleCount = new AtomicInteger();
  private volatile boolean closed;

  ConnectionPool(Engine engine) {
    this.engine = engine;
  }

  /** An idle connection, or a new one; the caller gives it back or closes it. */
  PreparedConnection borrow() {
    PreparedConnection connection = idle.pollFirst();
    if (connection == null) {
      return PreparedConnection.open(engine);
    }
    idleCount.decrementAndGet();
    return connection;
  }

  /** Keeps the connection for the next request, or closes it. */
  void giveBack(PreparedConnection connection) {
    if (closed || !connection.isReusable() || idleCount.get() >= MAX_IDLE) {
      connection.close();
      return;
    }
    idleCount.incrementAndGet();
    idle.addFirst(connection);
  }

  @Override
  public void close() {
    closed = true;
    PreparedConnection connection;
    while ((connection = idle.pollFirst()) != null) {
      connection.close();
    }
  }
}
