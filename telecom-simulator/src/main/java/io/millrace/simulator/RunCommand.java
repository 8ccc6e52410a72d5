package io.millrace.simulator;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.model.Domain;
import io.millrace.runtime.ManagementServer;
import io.millrace.runtime.Settings;
import io.millrace.simulator.masking.NumberMask;
import io.millrace.simulator.scenario.FeedShares;
import io.millrace.simulator.scenario.TelecomScenario;
import io.millrace.simulator.scenario.TrafficProfile;
import io.millrace.simulator.writer.EventWriter;
import io.millrace.simulator.writer.Pacing;
import io.millrace.simulator.writer.PostgresTarget;
import io.millrace.simulator.writer.Simulation;
import io.millrace.simulator.writer.SimulatorMetrics;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code run}: invents traffic. */
@Command(
    name = "run",
    description = "Invents traffic at a rate: the same seed, start and options give the same rows.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class RunCommand implements Callable<Integer> {

  private static final int HTTP_PORT = 18_091;
  private static final Duration REPORT_INTERVAL = Duration.ofSeconds(10);
  private static final Duration USUAL_BATCH_INTERVAL = Duration.ofMillis(100);
  private static final Duration LONGEST_BATCH_INTERVAL = Duration.ofMinutes(1);
  private static final int UNPACED_BATCH_EVENTS = 1_000;

  @Option(
      names = "--rate",
      defaultValue = "200",
      description = "Events per second, 1 to 20000: the day's mean, or with --profile flat steady.")
  double rate;

  @Option(names = "--seed", defaultValue = "42", description = "Seed of every random draw.")
  long seed;

  @Option(
      names = "--events",
      description = "Stop after exactly this many inserted events and all their changes.")
  @Nullable Long events;

  @Option(
      names = "--duration",
      converter = DurationConverter.class,
      description = "Stop after this much simulated time, such as 90s, 10m or 1h.")
  @Nullable Duration duration;

  @Option(
      names = "--start",
      description = "Event time to begin at, such as 2026-11-21T08:00:00Z. Default: now.")
  @Nullable Instant start;

  @Option(
      names = "--batch-interval",
      converter = DurationConverter.class,
      description =
          "Simulated time of the events committed together, 10ms to 1m. Default: 100ms, or with"
              + " --as-fast-as-possible what 1000 events take.")
  @Nullable Duration batchInterval;

  @Option(
      names = "--profile",
      defaultValue = "DAILY",
      description = "Course of the day in Asia/Almaty: ${COMPLETION-CANDIDATES}.")
  TrafficProfile profile = TrafficProfile.DAILY;

  @Option(
      names = "--subscribers",
      defaultValue = "100000",
      description = "Number of subscribers, 1000 to 1000000.")
  int subscribers;

  @Option(
      names = "--late-share",
      defaultValue = "0.01",
      description = "Share of events recorded more than 2 minutes after they happened.")
  double lateShare;

  @Option(
      names = "--late-max",
      defaultValue = "2h",
      converter = DurationConverter.class,
      description = "The latest an event comes, over 2m and up to 168h.")
  Duration lateMax = Duration.ofHours(2);

  @Option(
      names = "--out-of-order-share",
      defaultValue = "0.05",
      description = "Share of events recorded 1 to 30 s after they happened.")
  double outOfOrderShare;

  @Option(
      names = "--correction-share",
      defaultValue = "0.02",
      description = "Share of events updated later.")
  double correctionShare;

  @Option(
      names = "--deletion-share",
      defaultValue = "0.005",
      description = "Share of events deleted later.")
  double deletionShare;

  @Option(
      names = "--dirty-share",
      defaultValue = "0.005",
      description = "Share of events that break a data-quality rule.")
  double dirtyShare;

  @Option(
      names = "--as-fast-as-possible",
      description = "Do not wait: event times follow the simulated clock.")
  boolean asFastAsPossible;

  @Option(names = "--no-http", description = "Serve neither /health nor /metrics.")
  boolean noHttp;

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = Settings.fromEnvironment();
    TelecomScenario scenario = scenario();
    PostgresTarget target = PostgresTarget.of(settings, Domain.TELECOM.database());
    NumberMask mask =
        MaskingKey.find(settings).map(NumberMask::ofSecret).orElse(NumberMask.ofSeed(seed));
    if (noHttp) {
      run(scenario, mask, target, new SimpleMeterRegistry(), Optional.empty());
      return 0;
    }
    try (ManagementServer management =
        ManagementServer.start(settings, "MILLRACE_SIMULATOR_HTTP_PORT", HTTP_PORT)) {
      run(scenario, mask, target, management.registry(), Optional.of(management));
    }
    return 0;
  }

  private void run(
      TelecomScenario scenario,
      NumberMask mask,
      PostgresTarget target,
      MeterRegistry registry,
      Optional<ManagementServer> management)
      throws InterruptedException {
    Logger log = LoggerFactory.getLogger(RunCommand.class);
    SimulatorMetrics metrics = new SimulatorMetrics(registry);
    try (EventWriter writer = new EventWriter(target, scenario.source(), metrics)) {
      management.ifPresent(server -> server.addCheck("postgresql", writer.health()));
      log.atInfo()
          .addKeyValue("target", target)
          .addKeyValue("seed", seed)
          .addKeyValue("start", scenario.start())
          .addKeyValue("rate", rate)
          .addKeyValue("profile", profile)
          .log("simulating telecom events");
      Pacing pacing =
          asFastAsPossible
              ? Pacing.unpaced()
              : Pacing.paced(scenario.start(), 1, System.nanoTime());
      Simulation.Summary summary =
          new Simulation(writer, pacing, REPORT_INTERVAL, metrics).run(scenario.transactions(mask));
      log.atInfo()
          .addKeyValue("inserted", summary.inserted())
          .addKeyValue("updated", summary.updated())
          .addKeyValue("deleted", summary.deleted())
          .addKeyValue("transactions", summary.transactions())
          .addKeyValue("seconds", summary.elapsed().toMillis() / 1000.0)
          .addKeyValue("events_per_second", Math.round(summary.eventsPerSecond()))
          .log("simulation done");
    }
  }

  private TelecomScenario scenario() {
    TelecomScenario.Builder builder =
        TelecomScenario.builder()
            .seed(seed)
            .start(start == null ? Instant.now().truncatedTo(ChronoUnit.MICROS) : start)
            .rate(rate)
            .profile(profile)
            .batchInterval(batchInterval == null ? suitableBatchInterval() : batchInterval)
            .subscribers(subscribers)
            .lateMax(lateMax)
            .shares(
                new FeedShares(
                    lateShare, outOfOrderShare, correctionShare, deletionShare, dirtyShare));
    if (events != null) {
      builder.events(events);
    }
    if (duration != null) {
      builder.duration(duration);
    }
    return builder.build();
  }

  private Duration suitableBatchInterval() {
    if (!asFastAsPossible) {
      return USUAL_BATCH_INTERVAL;
    }
    Duration interval = Duration.ofMillis((long) (1000 * UNPACED_BATCH_EVENTS / Math.max(1, rate)));
    return interval.compareTo(LONGEST_BATCH_INTERVAL) > 0 ? LONGEST_BATCH_INTERVAL : interval;
  }
}
