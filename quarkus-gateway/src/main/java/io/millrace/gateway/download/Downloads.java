package io.millrace.gateway.download;

import com.clickhouse.client.api.query.QueryResponse;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.gateway.config.GatewayConfig;
import io.millrace.gateway.problem.AnalyticsUnavailableException;
import io.millrace.gateway.problem.InvalidRequestException;
import io.millrace.gateway.problem.Violation;
import io.millrace.gateway.request.TimeRange;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Sends tables as files. They are for programs and may take long, so they have a time limit of
 * their own, {@code MILLRACE_GATEWAY_EXPORT_TIMEOUT}, and {@value #AT_ONCE} at once are enough:
 * live answers must not wait for them.
 */
@ApplicationScoped
public class Downloads {

  static final int AT_ONCE = 2;

  /** Rows of one file. */
  static final long MAX_ROWS = 1_000_000;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final DownloadClient clickHouse;
  private final MeterRegistry meters;
  private final Duration timeout;
  private final Semaphore free = new Semaphore(AT_ONCE);
  private final ExecutorService workers =
      Executors.newFixedThreadPool(AT_ONCE, work -> daemon(work, "download"));
  private final ScheduledThreadPoolExecutor clock =
      new ScheduledThreadPoolExecutor(1, work -> daemon(work, "download-limit"));

  Downloads(DownloadClient clickHouse, MeterRegistry meters, GatewayConfig config) {
    this.clickHouse = clickHouse;
    this.meters = meters;
    this.timeout = config.gateway().exportTimeout();
    clock.setRemoveOnCancelPolicy(true);
  }

  @PreDestroy
  void close() {
    workers.shutdownNow();
    clock.shutdownNow();
  }

  /**
   * Answers with a file.
   *
   * @return the answer once it begins; {@link InvalidRequestException} if it has more than
   *     1,000,000 rows, {@link AnalyticsUnavailableException} if ClickHouse cannot or enough are
   *     under way
   */
  public CompletionStage<Response> send(Download download) {
    if (!free.tryAcquire()) {
      return CompletableFuture.failedFuture(
          new AnalyticsUnavailableException(
              AT_ONCE + " downloads are under way already; try again later",
              RETRY_AFTER,
              new IllegalStateException("no download is free")));
    }
    Timer.Sample sample = Timer.start(meters);
    Runnable release =
        () -> {
          free.release();
          sample.stop(meters.timer("millrace.gateway.download", "table", download.table()));
        };
    return CompletableFuture.supplyAsync(() -> open(download, release), workers)
        .thenApply(
            open ->
                Response.ok(open, download.format().mediaType())
                    .header(HttpHeaders.CACHE_CONTROL, "no-store")
                    .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                    .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"" + download.fileName() + "\"")
                    .build());
  }

  /** Where what blocks is done. */
  ExecutorService workers() {
    return workers;
  }

  private OpenDownload open(Download download, Runnable release) {
    boolean begun = false;
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      long rows = clickHouse.count(download.rows(), left(deadline));
      if (rows > MAX_ROWS) {
        throw tooMany(download, rows);
      }
      QueryResponse answer = clickHouse.ask(download, left(deadline));
      OpenDownload open = opened(answer, deadline, release);
      // Also what is never written, since its client has gone, ends.
      open.endedBy(clock.schedule(open::close, open.remaining(), TimeUnit.NANOSECONDS));
      begun = true;
      return open;
    } catch (IOException e) {
      throw new AnalyticsUnavailableException(
          "ClickHouse could not write the table within "
              + timeout.toSeconds()
              + " s; try again later, or ask for a shorter range",
          RETRY_AFTER,
          e);
    } finally {
      if (!begun) {
        release.run();
      }
    }
  }

  private static Duration left(long deadline) {
    return Duration.ofNanos(Math.max(TimeUnit.SECONDS.toNanos(1), deadline - System.nanoTime()));
  }

  private static OpenDownload opened(QueryResponse answer, long deadline, Runnable release)
      throws IOException {
    try {
      return new OpenDownload(answer, deadline, release);
    } catch (IOException e) {
      try {
        answer.close();
      } catch (Exception closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  private static InvalidRequestException tooMany(Download download, long rows) {
    TimeRange range = download.range();
    if (range == null) {
      return new InvalidRequestException(
          List.of(
              new Violation(
                  "format",
                  download.format().parameter(),
                  "makes a file of " + rows + " rows",
                  "at most " + MAX_ROWS + " rows: filter by something")));
    }
    return new InvalidRequestException(
        List.of(
            new Violation(
                "from",
                range.from().toString(),
                "to " + range.to() + " makes a file of " + rows + " rows",
                "at most "
                    + MAX_ROWS
                    + " rows: a shorter range, or fewer of what it is filtered by")));
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }
}
