package io.millrace.simulator;

import io.millrace.model.flights.FlightState;
import io.millrace.recordings.Recording;
import io.millrace.recordings.flights.FlightHistory;
import io.millrace.recordings.flights.FlightReport;
import io.millrace.recordings.flights.FlightSource;
import io.millrace.recordings.flights.RecordedFlights;
import io.millrace.recordings.flights.Rejects;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flights inspect}: judges a file without a database. */
@Command(
    name = "inspect",
    description = "Reads a file of states and counts them by data-quality rule.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class FlightsInspectCommand implements Callable<Integer> {

  @Spec @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      description = "OpenSky states as JSON or CSV, or a trajectory; plain or gzip.")
  Path file = Path.of("");

  @Option(names = "--json", description = "Print one JSON object instead of a table.")
  boolean json;

  @Mixin RejectsOption rejectsOption = new RejectsOption();

  @Override
  public Integer call() throws IOException, InterruptedException {
    ReadableFile.require(file);
    FlightReport report = new FlightReport();
    FlightHistory history = new FlightHistory();
    try (Rejects rejects = new Rejects(rejectsOption.of(String.valueOf(file.getFileName())));
        FlightSource source = RecordedFlights.open(file.toString(), Recording.of(file), rejects)) {
      Optional<FlightState> state;
      while ((state = source.next()).isPresent()) {
        report.add(history.assess(state.get()));
      }
      PrintWriter out = Objects.requireNonNull(spec, "picocli sets it").commandLine().getOut();
      if (json) {
        out.println(report.json(rejects));
      } else {
        out.print(report.text(rejects));
      }
      out.flush();
    }
    return 0;
  }
}
