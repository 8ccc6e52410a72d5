package io.millrace.simulator;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.model.Domain;
import io.millrace.recordings.flights.FlightReport;
import io.millrace.recordings.flights.Rejects;
import io.millrace.runtime.HealthCheck;
import io.millrace.runtime.ManagementServer;
import io.millrace.runtime.Settings;
import io.millrace.simulator.flights.snapshot.SnapshotSource;
import io.millrace.simulator.flights.write.FlightMetrics;
import io.millrace.simulator.flights.write.FlightRun;
import io.millrace.simulator.flights.write.FlightWriter;
import io.millrace.simulator.writer.PostgresTarget;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

/** Runs a source of snapshots into PostgreSQL and says what came of it. */
final class FlightsToPostgres {

  private static final String HTTP_PORT = "MILLRACE_FLIGHTS_HTTP_PORT";
  private static final int USUAL_HTTP_PORT = 18_097;

  private final Settings settings;
  private final PostgresTarget target;
  private final double speedUp;

  /**
   * A run into the database that the environment names.
   *
   * @throws io.millrace.runtime.InvalidSettingException if a setting is missing or wrong
   */
  FlightsToPostgres(Settings settings, double speedUp) {
    this.settings = settings;
    this.target = PostgresTarget.of(settings, Domain.OPENSKY.database());
    this.speedUp = speedUp;
  }

  /** Runs to the end of the source. */
  void run(SnapshotSource source, Rejects rejects, PrintWriter out)
      throws IOException, InterruptedException {
    run(source, rejects, out, new SimpleMeterRegistry());
  }

  /** The same, and serves {@code /health} and {@code /metrics} meanwhile. */
  void runServing(
      SnapshotSource source, Rejects rejects, PrintWriter out, Map<String, HealthCheck> checks)
      throws IOException, InterruptedException {
    try (ManagementServer management =
            ManagementServer.start(settings, HTTP_PORT, USUAL_HTTP_PORT);
        FlightWriter writer = writer(source, rejects, management.registry())) {
      management.addCheck("postgresql", writer.health());
      checks.forEach(management::addCheck);
      run(source, rejects, out, writer);
    }
  }

  private void run(SnapshotSource source, Rejects rejects, PrintWriter out, MeterRegistry registry)
      throws IOException, InterruptedException {
    try (FlightWriter writer = writer(source, rejects, registry)) {
      run(source, rejects, out, writer);
    }
  }

  private void run(SnapshotSource source, Rejects rejects, PrintWriter out, FlightWriter writer)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    FlightReport report = new FlightRun(source, writer, speedUp).run();
    double seconds = (System.nanoTime() - began) / 1e9;
    out.printf(
        Locale.ROOT,
        "wrote %,d states of %s in %.1f s (%,.0f/s)%n",
        report.rows(),
        source.name(),
        seconds,
        report.rows() / Math.max(1e-9, seconds));
    out.print(report.text(rejects));
    out.flush();
  }

  private FlightWriter writer(SnapshotSource source, Rejects rejects, MeterRegistry registry) {
    FlightMetrics metrics = new FlightMetrics(registry);
    metrics.show(rejects);
    return new FlightWriter(target, source.name(), metrics);
  }
}
