package io.millrace.simulator;

import io.millrace.recordings.flights.Rejects;
import io.millrace.runtime.HealthCheck;
import io.millrace.simulator.flights.snapshot.SnapshotSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What commands have in common whose source does not end by itself. */
final class FeedOptions {

  @Option(names = "--snapshots", paramLabel = "N", description = "Stop after so many snapshots.")
  @Nullable Long snapshots;

  @Option(names = "--no-http", description = "Serve neither /health nor /metrics.")
  boolean noHttp;

  /** How many snapshots to take; {@link Long#MAX_VALUE} for no end. */
  long snapshots() {
    return snapshots == null ? Long.MAX_VALUE : snapshots;
  }

  /** Runs to the end of the source, and serves HTTP meanwhile unless that is unwanted. */
  void run(
      FlightsToPostgres run,
      SnapshotSource source,
      Rejects rejects,
      PrintWriter out,
      Map<String, HealthCheck> checks)
      throws IOException, InterruptedException {
    if (noHttp) {
      run.run(source, rejects, out);
    } else {
      run.runServing(source, rejects, out, checks);
    }
  }
}
