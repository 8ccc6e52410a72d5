package io.millrace.simulator;

import io.millrace.recordings.flights.Rejects;
import io.millrace.runtime.Settings;
import io.millrace.simulator.flights.scenario.FlightScenario;
import io.millrace.simulator.flights.snapshot.GroupedStates;
import io.millrace.simulator.flights.snapshot.SnapshotSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code flights simulate}: invents flights. */
@Command(
    name = "simulate",
    description =
        "Invents flights between real airports: the same seed, start and options give the same"
            + " states.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class FlightsSimulateCommand implements Callable<Integer> {

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--aircraft",
      defaultValue = "500",
      paramLabel = "N",
      description = "Number of aircraft, 1 to 100000.")
  int aircraft;

  @Option(names = "--seed", defaultValue = "42", description = "Seed of every random draw.")
  long seed;

  @Option(
      names = "--start",
      description = "Time of the first snapshot, such as 2026-11-21T08:00:00Z. Default: now.")
  @Nullable Instant start;

  @Option(
      names = "--interval",
      defaultValue = "10s",
      converter = DurationConverter.class,
      description = "Time between snapshots, 1s to 10m.")
  Duration interval = Duration.ofSeconds(10);

  @Mixin FeedOptions feed = new FeedOptions();

  @Mixin SpeedUpOption speedUp = new SpeedUpOption();

  @Mixin RejectsOption rejectsOption = new RejectsOption();

  @Override
  public Integer call() throws IOException, InterruptedException {
    FlightsToPostgres run = new FlightsToPostgres(Settings.fromEnvironment(), speedUp.factor());
    PrintWriter out = Objects.requireNonNull(spec, "picocli sets it").commandLine().getOut();
    try (Rejects rejects = new Rejects(rejectsOption.of("simulate"));
        SnapshotSource source =
            new GroupedStates(
                new FlightScenario(
                    seed,
                    aircraft,
                    start == null ? Instant.now().truncatedTo(ChronoUnit.SECONDS) : start,
                    interval,
                    feed.snapshots()),
                speedUp.factor())) {
      feed.run(run, source, rejects, out, Map.of());
    }
    return 0;
  }
}
