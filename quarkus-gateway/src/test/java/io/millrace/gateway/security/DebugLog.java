package io.millrace.gateway.security;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;

/** All that the gateway logs, at the finest level, with request ids and stacks. */
final class DebugLog extends Handler {

  private final Queue<String> lines = new ConcurrentLinkedQueue<>();

  /** Begins to listen; what is shown stays as it is. */
  static DebugLog begin() {
    Logger root = Logger.getLogger("");
    for (Handler shown : root.getHandlers()) {
      if (shown.getLevel().intValue() < Level.INFO.intValue()) {
        shown.setLevel(Level.INFO);
      }
    }
    DebugLog log = new DebugLog();
    log.setLevel(Level.ALL);
    root.setLevel(Level.FINE);
    root.addHandler(log);
    return log;
  }

  String text() {
    return String.join("\n", lines);
  }

  /** What has that secret in it, with stars in its place. */
  List<String> linesWith(String secret) {
    return lines.stream()
        .filter(line -> line.contains(secret))
        .map(line -> line.replace(secret, "***"))
        .toList();
  }

  @Override
  public void publish(LogRecord logged) {
    ExtLogRecord entry = ExtLogRecord.wrap(logged);
    StringWriter stack = new StringWriter();
    if (entry.getThrown() != null) {
      entry.getThrown().printStackTrace(new PrintWriter(stack));
    }
    lines.add(
        entry.getLevel()
            + " "
            + entry.getLoggerName()
            + " {"
            + entry.getMdc("requestId")
            + "} "
            + entry.getFormattedMessage()
            + stack);
  }

  @Override
  public void flush() {
    // Nothing is held back.
  }

  @Override
  public void close() {
    Logger.getLogger("").removeHandler(this);
    Logger.getLogger("").setLevel(Level.INFO);
  }
}
