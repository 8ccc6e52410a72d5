package io.millrace.simulator;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.model.Domain;
import io.millrace.runtime.Settings;
import io.millrace.simulator.masking.NumberMask;
import io.millrace.simulator.replay.CallReplay;
import io.millrace.simulator.replay.CallsFile;
import io.millrace.simulator.writer.EventWriter;
import io.millrace.simulator.writer.Pacing;
import io.millrace.simulator.writer.PostgresTarget;
import io.millrace.simulator.writer.Simulation;
import io.millrace.simulator.writer.SimulatorMetrics;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code replay}: writes the events of a real file. */
@Command(
    name = "replay",
    description =
        "Replays a file of real events in order of event time, dirt included. Needs"
            + " MILLRACE_MASKING_KEY.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class ReplayCommand implements Callable<Integer> {

  private static final Duration REPORT_INTERVAL = Duration.ofSeconds(2);
  private static final Duration REAL_BATCH_INTERVAL = Duration.ofMillis(100);

  /** Layouts that can be read. */
  enum Format {
    MIT_CALLS("mit-calls");

    private final String option;

    Format(String option) {
      this.option = option;
    }

    @Override
    public String toString() {
      return option;
    }
  }

  @Spec @Nullable CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The file, plain or compressed with gzip.")
  Path file = Path.of("");

  @Option(
      names = "--format",
      defaultValue = "mit-calls",
      description =
          "Layout: ${COMPLETION-CANDIDATES}. Without header: user, time, seconds, called user,"
              + " called phone.")
  Format format = Format.MIT_CALLS;

  @Mixin SpeedUpOption speedUp = new SpeedUpOption();

  @Option(names = "--shift-to-now", description = "Move all event times so that the first is now.")
  boolean shiftToNow;

  @Option(names = "--limit", paramLabel = "N", description = "Only the file's first N events.")
  @Nullable Long limit;

  @Option(
      names = "--zone",
      defaultValue = "America/New_York",
      description = "Time zone of the file's local times.")
  ZoneId zone = ZoneId.of("America/New_York");

  @Mixin RejectsOption rejectsOption = new RejectsOption();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Settings settings = Settings.fromEnvironment();
    NumberMask mask = NumberMask.ofSecret(MaskingKey.required(settings));
    PostgresTarget target = PostgresTarget.of(settings, Domain.TELECOM.database());
    requireUsable();
    double factor = speedUp.factor();
    CallsFile calls =
        switch (format) {
          case MIT_CALLS ->
              CallsFile.read(file, limit == null ? Long.MAX_VALUE : limit, rejectsFile());
        };
    CallReplay replay = CallReplay.of(calls.calls(), zone, batchInterval(factor), mask);
    if (shiftToNow) {
      replay = replay.shiftedTo(Instant.now().truncatedTo(ChronoUnit.MICROS));
    }
    Instant start = replay.start();
    if (start != null) {
      replay(replay, start, factor, target);
    }
    report(calls);
    return 0;
  }

  private void replay(CallReplay replay, Instant start, double factor, PostgresTarget target)
      throws InterruptedException {
    SimulatorMetrics metrics = new SimulatorMetrics(new SimpleMeterRegistry());
    Pacing pacing =
        Double.isInfinite(factor)
            ? Pacing.unpaced()
            : Pacing.paced(start, factor, System.nanoTime());
    try (EventWriter writer = new EventWriter(target, "replay:" + file.getFileName(), metrics)) {
      Simulation.Summary summary =
          new Simulation(writer, pacing, REPORT_INTERVAL, metrics).run(replay);
      out()
          .printf(
              Locale.ROOT,
              "replayed %,d events in %.1f s (%,.0f/s)%n",
              summary.inserted(),
              summary.elapsed().toMillis() / 1000.0,
              summary.eventsPerSecond());
    }
  }

  private void report(CallsFile calls) {
    out().print(calls.report().text());
    if (!calls.report().unreadableLines().isEmpty()) {
      out().println("  kept in " + rejectsFile());
    }
    out().flush();
  }

  private void requireUsable() {
    ReadableFile.require(file);
    if (limit != null && limit < 1) {
      throw new IllegalArgumentException("--limit is " + limit + "; allowed: 1 and above");
    }
  }

  // What happens within 100 ms of real time is committed together; unpaced, only the size counts.
  private static Duration batchInterval(double factor) {
    double nanos = REAL_BATCH_INTERVAL.toNanos() * factor;
    return nanos < Duration.ofDays(3_650).toNanos()
        ? Duration.ofNanos(Math.max(1, (long) nanos))
        : Duration.ofDays(3_650);
  }

  private Path rejectsFile() {
    return rejectsOption.of(String.valueOf(file.getFileName()));
  }

  private PrintWriter out() {
    return Objects.requireNonNull(spec, "picocli sets it").commandLine().getOut();
  }
}
