package io.millrace.simulator.flights.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.flights.FlightState;
import io.millrace.recordings.Recording;
import io.millrace.recordings.flights.RealFiles;
import io.millrace.recordings.flights.RecordedFlights;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordedSnapshotsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "states_1634471390.json",
        "zurich_airport.json.gz",
        "switzerland.json.gz",
        "noisy_time_issue.json.gz",
        "calfire.json.gz"
      })
  void giveTheStatesOfRealFilesInTheirOrder(String name) throws Exception {
    Recording recording = Recording.of(RealFiles.require(name));
    List<FlightState> expected = new ArrayList<>();
    try (var source = RecordedFlights.open("replay:test", recording, reject -> {})) {
      Optional<FlightState> state;
      while ((state = source.next()).isPresent()) {
        expected.add(state.get());
      }
    }

    List<FlightState> states = new ArrayList<>();
    List<FlightState> fromBodies = new ArrayList<>();
    try (SnapshotSource source =
        RecordedSnapshots.open("replay:test", recording, reject -> {}, 60)) {
      Optional<Snapshot> snapshot;
      while ((snapshot = source.next()).isPresent()) {
        snapshot.get().forEachState(states::add);
        new AnswerSnapshot(snapshot.get().body(), snapshot.get().arrivedAt())
            .forEachState(fromBodies::add);
      }
    }

    assertThat(states).isEqualTo(expected);
    assertThat(fromBodies).isEqualTo(expected);
  }

  @Test
  void refusesASnapshotThatNoRecordTakes() throws Exception {
    byte[] noise = new byte[16 << 20];
    new Random(1).nextBytes(noise);
    String text =
        "{\"time\":1,\"noise\":\""
            + Base64.getEncoder().encodeToString(noise)
            + "\",\"states\":[]}";
    Recording recording = Recording.of(text.getBytes(StandardCharsets.UTF_8));

    try (SnapshotSource source = RecordedSnapshots.open("replay:test", recording, r -> {}, 1)) {
      assertThatThrownBy(source::next)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("has more than 15728640 bytes in gzip");
    }
  }
}
