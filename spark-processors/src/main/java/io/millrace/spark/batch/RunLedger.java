package io.millrace.spark.batch;

import io.millrace.spark.config.StreamingConfig;
import io.millrace.spark.sink.ClickHouseTable;
import io.millrace.spark.sink.JsonRows;
import io.millrace.spark.sink.SinkException;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enters a run in {@code millrace.batch_runs}, when it begins and when it ends, so that dashboards
 * and alerts know of it after its process has gone.
 */
public final class RunLedger {

  private static final Logger log = LoggerFactory.getLogger(RunLedger.class);
  private static final int LONGEST_DETAIL = 2_000;

  private final StreamingConfig.ClickHouse server;
  private final String job;
  private final String input;
  private final RunId run;
  private final Instant began;

  /** What becomes of a run. */
  private enum State {
    RUNNING("running"),
    SUCCEEDED("succeeded"),
    FAILED("failed");

    private final String text;

    State(String text) {
      this.text = text;
    }
  }

  /** The work of a run. */
  @FunctionalInterface
  public interface Work {
    /** Does it. */
    RunReport run(RunId run) throws IOException;
  }

  private RunLedger(StreamingConfig.ClickHouse server, String job, String input, Instant began) {
    this.server = server;
    this.job = job;
    this.input = input;
    this.began = began;
    this.run = RunId.at(began);
  }

  /**
   * Does the work of a run that begins now, between its two entries.
   *
   * @param job the job's name, which becomes a label of metrics
   * @param input what it is to read, for people
   * @throws SinkException if ClickHouse does not take the first entry, or the one of a success
   */
  public static RunReport keep(
      StreamingConfig.ClickHouse server, String job, String input, Work work) throws IOException {
    RunLedger ledger = new RunLedger(server, job, input, Instant.now());
    ledger.enter(State.RUNNING, null, "");
    RunReport report;
    try {
      report = work.run(ledger.run);
    } catch (IOException | RuntimeException | Error e) {
      ledger.failed(e);
      throw e;
    }
    ledger.enter(State.SUCCEEDED, report, "");
    ReportFile.write(report);
    return report;
  }

  /** The failure is what people must learn of, also if ClickHouse does not take the entry. */
  private void failed(Throwable failure) {
    try {
      enter(State.FAILED, null, cause(failure));
      ReportFile.write(
          new RunReport()
              .with("run", run.text())
              .with("job", job)
              .with("input", input)
              .with("failed", cause(failure)));
    } catch (SinkException | BatchException e) {
      failure.addSuppressed(e);
      log.atWarn()
          .addKeyValue("run", run)
          .setCause(e)
          .log("the failure could not be entered or reported");
    }
  }

  private static String cause(Throwable failure) {
    String text =
        failure instanceof BatchException || failure instanceof ValidationException
            ? failure.getMessage()
            : failure.toString();
    String cause = String.valueOf(text);
    return cause.length() > LONGEST_DETAIL ? cause.substring(0, LONGEST_DETAIL) + "…" : cause;
  }

  private void enter(State state, @Nullable RunReport report, String detail) {
    Instant now = Instant.now();
    JsonRows rows = new JsonRows();
    rows.add(
        json -> {
          json.writeStringField("job", job);
          json.writeStringField("run_id", run.text());
          json.writeStringField("started_at", JsonRows.micros(began));
          if (state != State.RUNNING) {
            json.writeStringField("finished_at", JsonRows.micros(now));
          }
          json.writeStringField("state", state.text);
          json.writeStringField("input", input);
          if (report != null) {
            json.writeNumberField("rows_read", report.number("rows_read"));
            json.writeNumberField("rows_kept", report.number("rows_kept"));
            json.writeNumberField("rows_fixed", report.number("rows_kept_fixed"));
            json.writeNumberField("rows_quarantined", report.number("rows_quarantined"));
            json.writeNumberField("bytes", report.number("input_bytes"));
          }
          json.writeStringField("detail", detail);
          // By the clock that began and ended it, so that the last entry is the newest.
          json.writeStringField("entered_at", JsonRows.micros(now));
        });
    new ClickHouseTable(server, "millrace.batch_runs").insert(rows, "");
  }
}
