package io.millrace.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.simulator.flights.FlightsDatabase;
import io.millrace.simulator.writer.PostgresTarget;
import java.io.BufferedWriter;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the flights domain, each as a process of its own. */
@Timeout(180)
class FlightsCommandIT {

  private static final String SNAPSHOT =
      """
      {"time":1634471391,"states":[
      ["4b1815","SWR252  ","Switzerland",1634471391,1634471391,8.5,47.4,1000,false,100,90,0,null,1010,"1000",false,0],
      ["4b1816","00000000","Viet Nam",null,1634471391,null,null,null,true,200,90,0,null,null,null,false,0],
      ["4b1817","SWR253  "]]}
      """;

  @TempDir static Path folder;
  private static FlightsDatabase database;
  private static Map<String, String> environment = Map.of();

  @BeforeAll
  static void start() throws Exception {
    database = FlightsDatabase.start(folder.resolve("postgres"));
    PostgresTarget target = database.target();
    environment =
        Map.of(
            "MILLRACE_POSTGRES_HOST", target.host(),
            "MILLRACE_POSTGRES_PORT", Integer.toString(target.port()),
            "MILLRACE_POSTGRES_WRITER_USER", target.user(),
            "MILLRACE_POSTGRES_WRITER_PASSWORD", target.password());
    Files.writeString(folder.resolve("states.json"), SNAPSHOT);
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @Test
  void inspectsAFileWithoutADatabase() throws Exception {
    try (SimulatorProcess inspect = run(Map.of(), "flights", "inspect", "states.json")) {
      assertThat(inspect.exitCode()).as(inspect.err()).isZero();
      assertThat(inspect.out())
          .containsPattern("rows in +2\n")
          .containsPattern("quarantined +1\n")
          .containsPattern("on_ground_fast +1 +quarantine")
          .containsPattern("unreadable, no rows +1\n")
          .contains("state 3: the array has 2 elements");
    }
    assertThat(folder.resolve(".millrace/rejects/states.json.rejects")).exists();
  }

  @Test
  void inspectsForPrograms() throws Exception {
    try (SimulatorProcess inspect = run(Map.of(), "flights", "inspect", "states.json", "--json")) {
      assertThat(inspect.exitCode()).as(inspect.err()).isZero();
      assertThat(inspect.out())
          .startsWith("{\"rows\":2,\"kept\":1,\"quarantined\":1,\"rules\":{\"position_missing\":1,")
          .contains("\"rejects\":1,\"first_rejects\":[{\"position\":\"state 3\"");
    }
  }

  @Test
  void replaysAFile() throws Exception {
    database.clear();
    try (SimulatorProcess replay =
        run(environment, "flights", "replay", "states.json", "--speed-up=max")) {
      assertThat(replay.exitCode()).as(replay.err()).isZero();
      assertThat(replay.out()).contains("wrote 2 states of replay:states.json");
    }
    assertThat(database.count("source = 'replay:states.json'")).isEqualTo(2);
    assertThat(
            database.count(
                "country = 'VN' AND callsign IS NULL AND quarantined AND rules ="
                    + " '{position_missing,callsign_placeholder,country_spelling,on_ground_fast}'"))
        .isEqualTo(1);
  }

  @Test
  void writesTwoHundredThousandAircraftAsOneSnapshot() throws Exception {
    database.clear();
    Path file = folder.resolve("many.json");
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("{\"time\":1634471391,\"states\":[");
      for (int i = 0; i < 200_000; i++) {
        out.write(
            String.format(
                Locale.ROOT,
                "%s[\"%06x\",\"MLR%-5d\",\"Switzerland\",%d,%d,%.4f,%.4f,%.2f,false,%.2f,%.2f,%.2f,"
                    + "null,%.2f,\"%04o\",false,0]",
                i == 0 ? "" : ",",
                i,
                i % 100_000,
                1_634_471_331 + i % 60,
                1_634_471_391,
                i * 7.0 % 180,
                i * 3.0 % 90,
                i * 1.7 % 12_000,
                i * 1.1 % 300,
                i * 1.3 % 360,
                i * 0.7 % 30,
                i * 1.9 % 12_000,
                i % 4_096));
      }
      out.write("]}");
    }
    try (SimulatorProcess replay =
        run(environment, "flights", "replay", "many.json", "--speed-up=max")) {
      assertThat(replay.exitCode()).as(replay.err()).isZero();
      assertThat(replay.out()).contains("wrote 200,000 states of replay:many.json");
    }
    assertThat(database.count("NOT quarantined")).isEqualTo(200_000);
    assertThat(database.number("SELECT count(DISTINCT xmin::text) FROM processed_flights"))
        .as("transactions")
        .isEqualTo(1);
    FlightsDatabase.Raw raw = database.raw().get(0);
    assertThat(database.raw()).hasSize(1);
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(raw.body()))) {
      assertThat(in).hasBinaryContent(Files.readAllBytes(file));
    }
  }

  @Test
  void simulates() throws Exception {
    database.clear();
    try (SimulatorProcess simulate =
        run(
            environment,
            "flights",
            "simulate",
            "--aircraft=100",
            "--seed=7",
            "--snapshots=30",
            "--start=2026-11-21T08:00:00Z",
            "--speed-up=max",
            "--no-http")) {
      assertThat(simulate.exitCode()).as(simulate.err()).isZero();
    }
    assertThat(database.count("source = 'simulator:7' AND NOT quarantined")).isEqualTo(3_000);
  }

  @Test
  void saysInOneLineWhatIsWrong() throws Exception {
    assertMisused("FILE is missing.json; allowed: a readable file", "inspect", "missing.json");
    assertMisused("--speed-up is 0", "replay", "states.json", "--speed-up=0");
    assertMisused("bounding box is here", "live", "--bbox=here");
    assertMisused("aircraft are 0; allowed: 1 to 100000", "simulate", "--aircraft=0", "--no-http");
  }

  private static void assertMisused(String message, String... arguments) throws Exception {
    String[] all = new String[arguments.length + 1];
    all[0] = "flights";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    try (SimulatorProcess run = run(environment, all)) {
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).contains(message);
      assertThat(run.err().strip().lines()).hasSize(1);
    }
  }

  private static SimulatorProcess run(Map<String, String> environment, String... arguments)
      throws Exception {
    return SimulatorProcess.start(folder, environment, arguments);
  }
}
