package io.millrace.simulator.flights.live;

import static io.millrace.simulator.flights.live.OpenSkyServer.snapshot;
import static io.millrace.simulator.flights.live.OpenSkyServer.status;
import static io.millrace.simulator.flights.live.OpenSkyServer.usedUp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.flights.FlightState;
import io.millrace.recordings.flights.FlightReport;
import io.millrace.recordings.flights.Reading;
import io.millrace.recordings.flights.Rejects;
import io.millrace.runtime.InvalidSettingException;
import io.millrace.simulator.flights.snapshot.Snapshot;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The live source against a server that answers as OpenSky does. */
@Timeout(60)
class LiveFlightsTest {

  @TempDir Path folder;
  private final List<Snapshot> taken = new ArrayList<>();
  private OpenSkyServer server;

  @BeforeEach
  void start() throws Exception {
    server = new OpenSkyServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void asksForABoundingBoxAndTakesSnapshotAfterSnapshot() throws Exception {
    server.answers.addAll(List.of(snapshot(1_634_471_390), snapshot(1_634_471_400)));

    Reading reading = read(anonymous(), 2);

    assertThat(times(reading)).containsExactly(1_634_471_390L, 1_634_471_400L);
    assertThat(server.questions).containsOnly("lamin=45.8&lomin=5.9&lamax=47.9&lomax=10.6 null");
    assertThat(reading.rejects()).isEmpty();
  }

  @Test
  void passesOverASnapshotThatIsNotNew() throws Exception {
    server.answers.addAll(
        List.of(snapshot(1_634_471_390), snapshot(1_634_471_390), snapshot(1_634_471_400)));

    assertThat(times(read(anonymous(), 3))).containsExactly(1_634_471_390L, 1_634_471_400L);
  }

  @Test
  void comesBackAfterErrorsAndStalledAnswers() throws Exception {
    server.answers.addAll(
        List.of(
            status(503),
            status(429),
            status(500),
            OpenSkyServer.stalled(),
            snapshot(1_634_471_390)));

    assertThat(times(read(anonymous(), 1))).containsExactly(1_634_471_390L);
    assertThat(server.questions).hasSize(5);
  }

  @Test
  void leavesTheApiAloneForAsLongAsItAsks() throws Exception {
    server.answers.addAll(List.of(usedUp("1"), snapshot(1_634_471_390)));

    read(anonymous(), 1);

    assertThat(waitedMillis(1)).isGreaterThanOrEqualTo(1_000);
  }

  @Test
  void slowsDownWhenNoCreditIsLeft() throws Exception {
    server.answers.addAll(List.of(snapshot(1_634_471_390, "0"), snapshot(1_634_471_400)));

    read(anonymous(), 2);

    assertThat(waitedMillis(1)).isGreaterThanOrEqualTo(200);
  }

  @Test
  void fetchesATokenOnceAndRenewsItWhenItHasExpired() throws Exception {
    server.validToken = "none yet";
    server.answers.addAll(
        List.of(
            snapshot(1_634_471_390),
            exchange -> {
              server.validToken = "revoked";
              snapshot(1_634_471_400).to(exchange);
            },
            snapshot(1_634_471_410)));

    assertThat(times(read(withCredentials(), 3)))
        .containsExactly(1_634_471_390L, 1_634_471_400L, 1_634_471_410L);

    assertThat(server.tokenQuestions)
        .hasSize(2)
        .containsOnly("grant_type=client_credentials&client_id=me&client_secret=s%26cret");
    assertThat(server.questions.get(3)).endsWith("Bearer token-2");
  }

  @Test
  void waitsForATokenServerThatIsAway() throws Exception {
    server.tokenAnswers.add(status(503));
    server.answers.add(snapshot(1_634_471_390));

    assertThat(times(read(withCredentials(), 1))).containsExactly(1_634_471_390L);
  }

  @Test
  void saysWhichSettingIsRefused() {
    server.tokenAnswers.add(status(401));
    assertThatThrownBy(() -> read(withCredentials(), 1))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("MILLRACE_OPENSKY_CLIENT_SECRET")
        .hasMessageNotContaining("s&cret");

    server.answers.addAll(List.of(status(401), status(401)));
    assertThatThrownBy(() -> read(withCredentials(), 1))
        .hasMessageContainingAll("MILLRACE_OPENSKY_CLIENT_ID", "401");
    assertThat(server.tokenQuestions).hasSize(3);

    server.answers.add(status(404));
    assertThatThrownBy(() -> read(anonymous(), 1))
        .hasMessageContainingAll("MILLRACE_OPENSKY_URL", "404");
  }

  @Test
  void keepsWhatItCannotReadAndGoesOn() throws Exception {
    server.answers.addAll(
        List.of(
            OpenSkyServer.body("<html>maintenance</html>"),
            OpenSkyServer.body("{\"time\":1634471390,\"states\":null}"),
            snapshot(1_634_471_400)));

    Reading reading = read(anonymous(), 3);

    assertThat(times(reading)).containsExactly(1_634_471_400L);
    assertThat(reading.rejects()).hasSize(2);
    assertThat(taken).hasSize(3);
    assertThat(plain(taken.get(0))).isEqualTo("<html>maintenance</html>");
  }

  @Test
  void keepsTheVeryBytesOfAnAnswerInGzip() throws Exception {
    // A level of compression that is not ours.
    byte[] gzip = gzip("{\"time\":1634471400,\"states\":null}".repeat(100), 1);
    byte[] broken = Arrays.copyOf(gzip, 30);
    byte[] noGzip = {0x1f, (byte) 0x8b, 0, 0};
    server.answers.addAll(
        List.of(OpenSkyServer.body(gzip), OpenSkyServer.body(broken), OpenSkyServer.body(noGzip)));

    Reading reading = read(anonymous(), 3);

    assertThat(taken).extracting(Snapshot::body).containsExactly(gzip, broken, noGzip);
    assertThat(reading.states()).isEmpty();
    assertThat(reading.rejects()).hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void turnsAwayBoxesThatAreNone() {
    assertThat(BoundingBox.parse("45.8,5.9,47.9,10.6"))
        .isEqualTo(new BoundingBox(45.8, 5.9, 47.9, 10.6));
    assertThatThrownBy(() -> BoundingBox.parse("47.9,5.9,45.8,10.6"))
        .hasMessageContaining("the southern first");
    assertThatThrownBy(() -> BoundingBox.parse("Switzerland"))
        .hasMessageContaining("south,west,north,east");
  }

  private Reading read(LiveConfig config, long snapshots) throws Exception {
    try (Rejects rejects = new Rejects(folder.resolve("rejects"));
        LiveFlights live = new LiveFlights(config, snapshots, rejects)) {
      List<FlightState> states = new ArrayList<>();
      Optional<Snapshot> snapshot;
      while ((snapshot = live.next()).isPresent()) {
        taken.add(snapshot.get());
        snapshot.get().forEachState(states::add);
      }
      return new Reading(states, rejects.first(), new FlightReport());
    }
  }

  private static byte[] gzip(String text, int level) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out =
        new GZIPOutputStream(bytes) {
          {
            def.setLevel(level);
          }
        }) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static String plain(Snapshot snapshot) throws Exception {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(snapshot.body()))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private LiveConfig anonymous() {
    return config(Optional.empty());
  }

  private LiveConfig withCredentials() {
    return config(Optional.of(new LiveConfig.Credentials(server.uri("/token"), "me", "s&cret")));
  }

  private LiveConfig config(Optional<LiveConfig.Credentials> credentials) {
    return new LiveConfig(
        server.uri("/api/states/all"),
        credentials,
        Optional.of(new BoundingBox(45.8, 5.9, 47.9, 10.6)),
        Duration.ofMillis(10),
        Duration.ofSeconds(1),
        Duration.ofMillis(20),
        Duration.ofMillis(200));
  }

  private long waitedMillis(int question) {
    return (server.questionNanos.get(question) - server.questionNanos.get(question - 1))
        / 1_000_000;
  }

  private static List<Long> times(Reading reading) {
    return reading.states().stream()
        .map(FlightState::observedAt)
        .map(java.time.Instant::getEpochSecond)
        .toList();
  }
}
