package io.millrace.recordings.flights;

import io.millrace.model.flights.FlightState;
import io.millrace.recordings.Recording;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A recording read to its end: the states, the rejects, the counts. */
public record Reading(List<FlightState> states, List<Rejects.Reject> rejects, FlightReport report) {

  public static Reading of(String text, Path folder) throws Exception {
    return of(Recording.of(text.getBytes(StandardCharsets.UTF_8)), folder);
  }

  public static Reading of(Recording recording, Path folder) throws Exception {
    try (Rejects rejects = new Rejects(folder.resolve("rejects"));
        FlightSource source = RecordedFlights.open("replay:test", recording, rejects)) {
      return of(source, rejects);
    }
  }

  public static Reading of(FlightSource source, Rejects rejects)
      throws IOException, InterruptedException {
    List<FlightState> states = new ArrayList<>();
    FlightReport report = new FlightReport();
    FlightHistory history = new FlightHistory();
    Optional<FlightState> state;
    while ((state = source.next()).isPresent()) {
      states.add(state.get());
      report.add(history.assess(state.get()));
    }
    return new Reading(states, rejects.first(), report);
  }
}
