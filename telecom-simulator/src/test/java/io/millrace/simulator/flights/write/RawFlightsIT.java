package io.millrace.simulator.flights.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.model.flights.FlightQuality;
import io.millrace.model.flights.FlightState;
import io.millrace.recordings.Recording;
import io.millrace.recordings.flights.FlightReport;
import io.millrace.recordings.flights.RealFiles;
import io.millrace.recordings.flights.Rejects;
import io.millrace.simulator.flights.FlightsDatabase;
import io.millrace.simulator.flights.FlightsDatabase.Raw;
import io.millrace.simulator.flights.scenario.FlightScenario;
import io.millrace.simulator.flights.snapshot.GroupedStates;
import io.millrace.simulator.flights.snapshot.RecordedSnapshots;
import io.millrace.simulator.flights.snapshot.SnapshotSource;
import io.millrace.simulator.writer.CutLine;
import io.millrace.simulator.writer.PostgresTarget;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Snapshots land as they came, in the transaction of the rows that were read from them. */
@Timeout(180)
class RawFlightsIT {

  private static final double AT_ONCE = Double.POSITIVE_INFINITY;
  private static final String STATE =
      "[\"4b1815\",\"SWR252  \",\"Switzerland\",1634471390,1634471390,8.5,47.4,1000,false,100,90,0,"
          + "null,1010,\"1000\",false,0]";

  @TempDir static Path folder;
  private static FlightsDatabase database;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @BeforeAll
  static void start() throws Exception {
    database = FlightsDatabase.start(folder.resolve("postgres"));
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @BeforeEach
  void clear() throws Exception {
    database.clear();
  }

  @Test
  void keepsAPlainRecordingByteByByteInGzip() throws Exception {
    byte[] file = bytes(document(1_634_471_390, STATE) + "\n");
    Instant before = Instant.now();

    replay(file, AT_ONCE);

    Raw raw = only();
    assertThat(plain(raw)).isEqualTo(file);
    assertThat(raw.source()).isEqualTo("replay:test");
    assertThat(raw.recordKey()).isEqualTo(raw.source());
    assertThat(raw.run()).isEqualTo("0123abcd");
    assertThat(raw.observedAt()).isEqualTo(Instant.ofEpochSecond(1_634_471_390));
    assertThat(raw.receivedAt()).isAfter(before.minusSeconds(1));
    assertThat(raw.contentType()).isEqualTo("application/json");
    assertThat(raw.contentEncoding()).isEqualTo("gzip");
    assertRowsAreThoseOfTheSnapshots(1);
  }

  @Test
  void keepsTheVeryBytesOfARecordingInGzip() throws Exception {
    byte[] file = gzip(document(1_634_471_390, STATE));
    // Another operating system in the header than ours would write.
    file[9] = 7;

    replay(file, AT_ONCE);

    assertThat(only().body()).isEqualTo(file);
    assertRowsAreThoseOfTheSnapshots(1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {100, AT_ONCE})
  void takesEachDocumentOfARecordingForASnapshot(double speedUp) throws Exception {
    String file =
        document(1_634_471_390, STATE)
            + "\n"
            + document(1_634_471_395, "")
            + document(1_634_471_400, STATE.replace("4b1815", "4b1816"), "[1]", STATE)
            + "\n{\"time\":1634471410,\"states\":["
            + STATE
            + ",[\"4b18";

    FlightReport report = replay(gzip(file), speedUp);

    assertThat(report.rows()).isEqualTo(4);
    assertThat(counter("millrace.simulator.flights.rejects")).isEqualTo(3);
    assertThat(counter("millrace.simulator.flights.snapshots")).isEqualTo(4);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Raw raw : database.raw()) {
      all.write(plain(raw));
    }
    assertThat(all.toString(StandardCharsets.UTF_8)).isEqualTo(file);
    assertThat(database.raw()).extracting(raw -> raw.states().size()).containsExactly(1, 0, 2, 1);
    assertThat(database.raw().get(1).observedAt()).isAfter(Instant.parse("2026-01-01T00:00:00Z"));
    assertRowsAreThoseOfTheSnapshots(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          empty           |                                               | 0 | 1
          blanks          | ' '                                           | 0 | 1
          no states       | {"time":1634471390,"states":null}             | 0 | 1
          empty states    | {"time":1634471390,"states":[]}               | 0 | 1
          nothing known   | {}                                            | 0 | 1
          16 elements     | {"time":1634471390,"states":[STATE,[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16]]} | 1 | 1
          18 elements     | {"time":1634471390,"states":[[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18],STATE]} | 1 | 1
          truncated       | {"time":1634471390,"states":[STATE,["4b1816","S | 1 | 1
          truncated early | {"time":1634471390,"sta                       | 0 | 1
          """)
  void keepsWhatCannotBeRead(String what, String text, long rows, long rejects) throws Exception {
    byte[] file = bytes(text == null ? "" : text.replace("STATE", STATE));

    FlightReport report = replay(file, AT_ONCE);

    assertThat(report.rows()).as(what).isEqualTo(rows);
    assertThat(counter("millrace.simulator.flights.rejects")).isEqualTo(rejects);
    assertThat(plain(only())).isEqualTo(file);
    assertRowsAreThoseOfTheSnapshots(1);
  }

  @Test
  void keepsGzipThatBreaksOff() throws Exception {
    byte[] whole = gzip(document(1_634_471_390, STATE, STATE.replace("4b1815", "4b1816")));
    for (int length : new int[] {5, whole.length / 2, whole.length - 1}) {
      database.clear();
      byte[] file = Arrays.copyOf(whole, length);

      replay(file, AT_ONCE);

      assertThat(only().body()).isEqualTo(file);
      assertRowsAreThoseOfTheSnapshots(1);
    }
  }

  @Test
  void writesSimulatedStatesAsTheApiWouldAnswerThem() throws Exception {
    try (SnapshotSource source =
        new GroupedStates(
            new FlightScenario(
                7, 1_500, Instant.parse("2026-11-21T08:00:00.5Z"), Duration.ofSeconds(10), 3),
            AT_ONCE)) {
      run(source, AT_ONCE, "0123abcd");
    }

    assertThat(database.raw()).extracting(Raw::source).containsOnly("simulator:7");
    assertThat(database.raw())
        .extracting(raw -> raw.states().size())
        .containsExactly(1_000, 1_000, 1_000, 1_000, 500);
    // The second group has the end of one instant and the beginning of the next.
    assertThat(new String(plain(database.raw().get(1)), StandardCharsets.UTF_8)).hasLineCount(2);
    assertRowsAreThoseOfTheSnapshots(5);
  }

  @Test
  void writesCsvAsTheApiWouldAnswerIt() throws Exception {
    StringBuilder csv =
        new StringBuilder("time,icao24,lat,lon,velocity,heading,vertrate,callsign,onground,alert,")
            .append("spi,squawk,baroaltitude,geoaltitude,lastposupdate,lastcontact\n");
    for (int i = 0; i < 2_500; i++) {
      csv.append(1_634_471_390 + i / 100)
          .append(String.format(",%06x,%s,8.5,,,,%s", i, i / 30.0, i % 7 == 0 ? "" : "SWR" + i))
          .append(",false,false,false,1000,,,1634471389.123456,1634471389.999\n");
    }

    replay(bytes(csv.toString()), 100);

    // Two instants in less than 100 ms of real time are one group at 100 times the speed.
    assertThat(database.raw().size()).isEqualTo(3);
    assertRowsAreThoseOfTheSnapshots(3);
    assertThat(database.count("true")).isEqualTo(2_500);
  }

  @Test
  void writesATrajectoryAsTheApiWouldAnswerIt() throws Exception {
    byte[] file = Files.readAllBytes(RealFiles.require("zurich_airport.json.gz"));

    FlightReport report = replay(file, AT_ONCE);

    assertThat(report.rows()).isEqualTo(17_132);
    assertRowsAreThoseOfTheSnapshots(18);
  }

  @Test
  void keepsTheRealSnapshot() throws Exception {
    byte[] file = Files.readAllBytes(RealFiles.require("states_1634471390.json"));

    replay(file, AT_ONCE);

    assertThat(plain(only())).isEqualTo(file);
    assertThat(database.count("true")).isEqualTo(5_485);
    assertThat(database.number("SELECT count(DISTINCT xmin::text) FROM processed_flights"))
        .as("transactions")
        .isEqualTo(1);
    assertRowsAreThoseOfTheSnapshots(1);
  }

  @Test
  void keepsEachRunsSnapshotsForADay() throws Exception {
    database.execute(
        "INSERT INTO raw_flights (record_key, source, run, observed_at, received_at, body) SELECT"
            + " 'live', 'live', 'eeeeeeee', now(), now() - i * interval '1 hour', ''"
            + " FROM generate_series(22, 26) i");
    byte[] file = bytes(document(1_634_471_390, STATE));

    replay(file, AT_ONCE);
    FlightReport second = replay(file, AT_ONCE, "ffffffff");

    assertThat(database.raw())
        .extracting(Raw::run)
        .containsExactly("eeeeeeee", "eeeeeeee", "0123abcd", "ffffffff");
    assertThat(second.quarantined()).as("duplicates of the first run").isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = CutLine.Cut.class,
      names = {"BEFORE_THE_SERVER_HEARS_IT", "BEFORE_THE_CLIENT_HEARS_THE_ANSWER"})
  void landsOnceWhenTheLineIsCutAtTheCommitOfASnapshotWithoutStates(CutLine.Cut cut)
      throws Exception {
    byte[] file =
        bytes(document(1_634_471_390) + document(1_634_471_400, STATE) + document(1_634_471_410));

    try (CutLine line = new CutLine(database.port());
        Rejects rejects = new Rejects(folder.resolve("rejects"));
        SnapshotSource source =
            RecordedSnapshots.open("replay:cut", Recording.of(file), rejects, AT_ONCE);
        FlightWriter writer =
            new FlightWriter(
                database.targetAt(line.port()), "replay:cut", new FlightMetrics(registry))) {
      // The driver gives a COMMIT its name with the first.
      line.cutNextCommit(cut);
      new FlightRun(source, writer, AT_ONCE).run();
      assertThat(line.cuts()).isEqualTo(1);
    }

    assertThat(database.raw()).extracting(raw -> raw.states().size()).containsExactly(0, 1, 0);
    assertRowsAreThoseOfTheSnapshots(3);
  }

  private FlightReport replay(byte[] file, double speedUp) throws Exception {
    return replay(file, speedUp, "0123abcd");
  }

  private FlightReport replay(byte[] file, double speedUp, String run) throws Exception {
    try (Rejects rejects = new Rejects(folder.resolve("rejects"))) {
      new FlightMetrics(registry).show(rejects);
      try (SnapshotSource source =
          RecordedSnapshots.open("replay:test", Recording.of(file), rejects, speedUp)) {
        return run(source, speedUp, run);
      }
    }
  }

  private FlightReport run(SnapshotSource source, double speedUp, String run) throws Exception {
    PostgresTarget target = database.target();
    try (FlightWriter writer =
        new FlightWriter(target, source.name(), new FlightMetrics(registry))) {
      return new FlightRun(source, writer, speedUp, run).run();
    }
  }

  private static Raw only() throws Exception {
    assertThat(database.raw()).hasSize(1);
    return database.raw().get(0);
  }

  /** What a reader finds in the bodies is what the rows say, state by state and in order. */
  private static void assertRowsAreThoseOfTheSnapshots(int snapshots) throws Exception {
    List<Raw> raw = database.raw();
    assertThat(raw).hasSize(snapshots);
    List<FlightState> read = new ArrayList<>();
    for (Raw each : raw) {
      for (FlightState state : each.states()) {
        read.add(FlightQuality.evaluate(state, null).state().withCountry(null));
      }
    }
    assertThat(database.rows()).isEqualTo(read);
  }

  private double counter(String name) {
    return registry.get(name).meter().measure().iterator().next().getValue();
  }

  private static String document(long time, String... states) {
    return "{\"time\":" + time + ",\"states\":[" + String.join(",", states) + "]}";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(String text) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(bytes(text));
    }
    return bytes.toByteArray();
  }

  private static byte[] plain(Raw raw) throws Exception {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(raw.body()))) {
      return in.readAllBytes();
    }
  }
}
