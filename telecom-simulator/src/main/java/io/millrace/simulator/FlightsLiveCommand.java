package io.millrace.simulator;

import io.millrace.recordings.flights.Rejects;
import io.millrace.runtime.Settings;
import io.millrace.simulator.flights.live.BoundingBox;
import io.millrace.simulator.flights.live.LiveConfig;
import io.millrace.simulator.flights.live.LiveFlights;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code flights live}: writes what the OpenSky network hears. */
@Command(
    name = "live",
    description =
        "Writes live states from the OpenSky network. With MILLRACE_OPENSKY_CLIENT_ID and"
            + " _CLIENT_SECRET as that client, else anonymously.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class FlightsLiveCommand implements Callable<Integer> {

  private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--bbox",
      paramLabel = "S,W,N,E",
      description = "Degrees, such as 45.8,5.9,47.9,10.6 for Switzerland. Default: everywhere.")
  @Nullable String box;

  @Option(
      names = "--interval",
      defaultValue = "10s",
      converter = DurationConverter.class,
      description = "Time between questions, 1s and above.")
  Duration interval = Duration.ofSeconds(10);

  @Mixin FeedOptions feed = new FeedOptions();

  @Mixin RejectsOption rejectsOption = new RejectsOption();

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (interval.compareTo(SHORTEST_INTERVAL) < 0) {
      throw new IllegalArgumentException("--interval is " + interval + "; allowed: 1s and above");
    }
    Settings settings = Settings.fromEnvironment();
    LiveConfig config =
        LiveConfig.of(settings, Optional.ofNullable(box).map(BoundingBox::parse), interval);
    FlightsToPostgres run = new FlightsToPostgres(settings, Double.POSITIVE_INFINITY);
    PrintWriter out = Objects.requireNonNull(spec, "picocli sets it").commandLine().getOut();
    try (Rejects rejects = new Rejects(rejectsOption.of("live"));
        LiveFlights live = new LiveFlights(config, feed.snapshots(), rejects)) {
      feed.run(run, live, rejects, out, Map.of("opensky", live.health()));
    }
    return 0;
  }
}
