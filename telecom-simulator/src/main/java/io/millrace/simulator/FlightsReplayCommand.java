package io.millrace.simulator;

import io.millrace.recordings.Recording;
import io.millrace.recordings.flights.Rejects;
import io.millrace.runtime.Settings;
import io.millrace.simulator.flights.snapshot.RecordedSnapshots;
import io.millrace.simulator.flights.snapshot.SnapshotSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flights replay}: writes the states of a file. */
@Command(
    name = "replay",
    description = "Writes the states of a file into PostgreSQL, dirt included.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class FlightsReplayCommand implements Callable<Integer> {

  @Spec @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      description = "OpenSky states as JSON or CSV, or a trajectory; plain or gzip.")
  Path file = Path.of("");

  @Mixin SpeedUpOption speedUp = new SpeedUpOption();

  @Mixin RejectsOption rejectsOption = new RejectsOption();

  @Override
  public Integer call() throws IOException, InterruptedException {
    ReadableFile.require(file);
    String name = String.valueOf(file.getFileName());
    FlightsToPostgres run = new FlightsToPostgres(Settings.fromEnvironment(), speedUp.factor());
    try (Rejects rejects = new Rejects(rejectsOption.of(name));
        SnapshotSource source =
            RecordedSnapshots.open(
                "replay:" + name, Recording.of(file), rejects, speedUp.factor())) {
      run.run(
          source, rejects, Objects.requireNonNull(spec, "picocli sets it").commandLine().getOut());
    }
    return 0;
  }
}
