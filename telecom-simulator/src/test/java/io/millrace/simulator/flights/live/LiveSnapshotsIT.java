package io.millrace.simulator.flights.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.model.flights.FlightState;
import io.millrace.recordings.flights.FlightReport;
import io.millrace.recordings.flights.Rejects;
import io.millrace.simulator.flights.FlightsDatabase;
import io.millrace.simulator.flights.FlightsDatabase.Raw;
import io.millrace.simulator.flights.write.FlightMetrics;
import io.millrace.simulator.flights.write.FlightRun;
import io.millrace.simulator.flights.write.FlightWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Answers of the live network on their way into a real PostgreSQL. */
@Timeout(120)
class LiveSnapshotsIT {

  @TempDir Path folder;

  @Test
  void landsEachAnswerAsItCameWithItsRows() throws Exception {
    byte[] compressed =
        gzip(
            "{\"time\":1634471400,\"states\":[[\"4b1815\",\"SWR252  \",\"Switzerland\",1634471400,"
                + "1634471400,8.5,47.4,1000,false,100,90,0,null,1010,\"1000\",false,0]]}");
    try (OpenSkyServer server = new OpenSkyServer();
        FlightsDatabase database = FlightsDatabase.start(folder.resolve("postgres"));
        Rejects rejects = new Rejects(folder.resolve("rejects"))) {
      server.answers.addAll(
          List.of(
              OpenSkyServer.snapshot(1_634_471_390),
              // Nothing new: neither its rows nor itself.
              OpenSkyServer.snapshot(1_634_471_390),
              OpenSkyServer.body("{\"time\":1634471395,\"states\":null}"),
              OpenSkyServer.body(compressed)));

      FlightReport report = run(server, database, rejects);

      assertThat(report.kept()).isEqualTo(2);
      List<Raw> raw = database.raw();
      assertThat(raw).extracting(Raw::source).containsOnly("live").hasSize(3);
      assertThat(raw).extracting(Raw::run).doesNotContainNull().containsOnly(raw.get(0).run());
      assertThat(raw.get(0).run()).matches("[0-9a-f]{8}");
      assertThat(raw.get(0).observedAt()).isEqualTo(Instant.ofEpochSecond(1_634_471_390));
      assertThat(raw.get(1).observedAt()).as("arrival").isAfter(raw.get(2).observedAt());
      assertThat(raw.get(2).body()).isEqualTo(compressed);
      assertThat(raw.stream().flatMap(each -> each.states().stream()).toList())
          .isEqualTo(database.rows())
          .extracting(FlightState::observedAt)
          .containsExactly(
              Instant.ofEpochSecond(1_634_471_390), Instant.ofEpochSecond(1_634_471_400));
    }
  }

  private static FlightReport run(OpenSkyServer server, FlightsDatabase database, Rejects rejects)
      throws Exception {
    LiveConfig config =
        new LiveConfig(
            server.uri("/api/states/all"),
            Optional.empty(),
            Optional.empty(),
            Duration.ofMillis(10),
            Duration.ofSeconds(5),
            Duration.ofMillis(20),
            Duration.ofMillis(200));
    try (LiveFlights live = new LiveFlights(config, 4, rejects);
        FlightWriter writer =
            new FlightWriter(
                database.target(), live.name(), new FlightMetrics(new SimpleMeterRegistry()))) {
      return new FlightRun(live, writer, Double.POSITIVE_INFINITY).run();
    }
  }

  private static byte[] gzip(String text) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
