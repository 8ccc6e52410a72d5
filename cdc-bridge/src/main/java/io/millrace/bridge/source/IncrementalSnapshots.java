package io.millrace.bridge.source;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one source's engine reports of its incremental snapshots: shown to operators, and the reason
 * to begin again when a table could not be read. The engine itself would leave such a table out,
 * with a line in its log.
 */
public final class IncrementalSnapshots {

  private static final Logger log = LoggerFactory.getLogger(IncrementalSnapshots.class);

  /** A table that cannot be read so many times in a row shall not hold up the stream for ever. */
  private static final int TRIES = 3;

  private final String source;
  private final AtomicLong rows = new AtomicLong();
  private volatile Optional<Progress> progress = Optional.empty();
  private volatile Optional<String> failure = Optional.empty();
  private int failures;

  /** Nothing is under way. */
  public IncrementalSnapshots(String source) {
    this.source = source;
  }

  /**
   * The newest report.
   *
   * @param id of the request
   * @param status such as {@code started}, {@code in_progress}, {@code completed}
   * @param tables those that are left, the present one first
   * @param lastKey the key that the engine has read up to, of the present table
   * @param maximumKey the last key it will read
   * @param since when it was reported
   */
  public record Progress(
      String id,
      String status,
      List<String> tables,
      Optional<String> lastKey,
      Optional<String> maximumKey,
      Instant since) {}

  /** The newest report of this process; empty before the first. */
  public Optional<Progress> progress() {
    return progress;
  }

  /** Rows published since this process started or the snapshot did, whichever was later. */
  public long rows() {
    return rows.get();
  }

  /** Counts rows that Kafka has confirmed. */
  public void published(int number) {
    rows.addAndGet(number);
  }

  /**
   * Why what the engine has handed over must not be stored: a table was left out.
   *
   * @throws SourceException if so; the next engine reads the rest of the table
   */
  public void requireComplete() {
    Optional<String> cause = failure;
    if (cause.isPresent()) {
      failure = Optional.empty();
      throw new SourceException(cause.get());
    }
  }

  /** Takes a report; called by the engine's own threads, one at a time. */
  synchronized void report(String id, String status, Map<String, String> details) {
    switch (status) {
      case "started" -> {
        rows.set(0);
        log.atInfo()
            .addKeyValue("source", source)
            .addKeyValue("tables", details.get("data_collections"))
            .log("incremental snapshot started");
      }
      case "completed" ->
          log.atInfo()
              .addKeyValue("source", source)
              .addKeyValue("rows", rows.get())
              .log("incremental snapshot completed");
      case "table_scan_completed" -> tableEnded(details);
      default -> {
        // The others are shown, not logged: there is one for each chunk.
      }
    }
    String tables = details.getOrDefault("data_collections", "");
    progress =
        Optional.of(
            new Progress(
                id,
                status,
                tables.isEmpty() ? List.of() : List.of(tables.split(",")),
                Optional.ofNullable(details.get("last_processed_key")),
                Optional.ofNullable(details.get("maximum_key")),
                Instant.now()));
  }

  private void tableEnded(Map<String, String> details) {
    String table = details.get("scanned_collection");
    String outcome = String.valueOf(details.get("status"));
    if (outcome.equals("SUCCEEDED") || outcome.equals("EMPTY")) {
      failures = 0;
      log.atInfo()
          .addKeyValue("source", source)
          .addKeyValue("table", table)
          .log("incremental snapshot has read a table");
    } else if (outcome.equals("SQL_EXCEPTION") && ++failures < TRIES) {
      failure =
          Optional.of(
              "the incremental snapshot could not read table "
                  + table
                  + "; it goes on where it was (the server's log and the grants of the replication"
                  + " role say more)");
    } else {
      failures = 0;
      log.atError()
          .addKeyValue("source", source)
          .addKeyValue("table", table)
          .addKeyValue("reason", outcome)
          .log("incremental snapshot gave a table up; its rows are not all in Kafka");
    }
  }
}
