package io.millrace.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.runtime.ModuleClasspath;
import io.millrace.simulator.scenario.TelecomScenario;
import io.millrace.simulator.writer.PostgresTarget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands, each as a process of its own. */
@Timeout(180)
class TelecomSimulatorIT {

  private static final String KEY = "key of the tests!";

  @TempDir static Path folder;
  private static TelecomDatabase database;

  private final Map<String, String> environment = new HashMap<>();

  @BeforeAll
  static void start() throws Exception {
    database = TelecomDatabase.start(folder.resolve("postgres"));
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @BeforeEach
  void prepare() throws SQLException {
    database.clear();
    PostgresTarget target = database.target();
    environment.put("MILLRACE_POSTGRES_HOST", target.host());
    environment.put("MILLRACE_POSTGRES_PORT", Integer.toString(target.port()));
    environment.put("MILLRACE_POSTGRES_WRITER_USER", target.user());
    environment.put("MILLRACE_POSTGRES_WRITER_PASSWORD", target.password());
  }

  @Test
  void writesTheEventsAskedForAndEnds() throws Exception {
    try (SimulatorProcess run =
        run(
            "run",
            "--events=3000",
            "--seed=7",
            "--start=2026-11-21T08:00:00Z",
            "--as-fast-as-possible",
            "--no-http")) {
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.err()).isEmpty();
      assertThat(run.out()).contains("simulation done", "inserted=\"3000\"");
      assertThat(run.out()).doesNotContain("+77");
    }

    TelecomScenario same =
        TelecomScenario.builder()
            .events(3_000)
            .seed(7)
            .start(Instant.parse("2026-11-21T08:00:00Z"))
            .build();
    assertThat(database.rows("simulator:7"))
        .containsExactlyElementsOf(FinalState.of(same.transactions()));
    assertThat(database.count("subscriber !~ '^[0-9a-f]{16}-[0-9]{2}$'")).isZero();
    assertThat(database.count("counterparty !~ '^[0-9a-f]{16}-[0-9]{2}$'")).isZero();
  }

  @Test
  void servesHealthAndMetricsWhileItRunsAndStopsInOrderOnSigterm() throws Exception {
    int port = freePort();
    environment.put("MILLRACE_SIMULATOR_HTTP_PORT", Integer.toString(port));
    try (SimulatorProcess run = run("run", "--rate=200", "--profile=flat", "--dirty-share=0.1")) {
      await()
          .atMost(60, TimeUnit.SECONDS)
          .ignoreExceptions()
          .until(() -> get(port, "/metrics").body().contains("kind=\"update\""));

      assertThat(get(port, "/health").statusCode()).isEqualTo(200);
      assertThat(get(port, "/health").body()).contains("\"postgresql\"", "\"UP\"");
      assertThat(get(port, "/metrics").body())
          .contains(
              "millrace_simulator_events_total{event_type=\"CALL\",kind=\"insert\"}",
              "kind=\"dirty\"",
              "millrace_simulator_dirty_rows_total{rule=\"unknown_region\"}",
              "millrace_simulator_transactions_total",
              "millrace_simulator_behind_seconds");

      run.terminate();
      assertThat(run.exitCode()).isEqualTo(143);
      assertThat(run.out()).contains("stopped");
      assertThat(run.err()).isEmpty();
    }
  }

  @Test
  void endsWithItsSupervisor() throws Exception {
    environment.put("MILLRACE_SUPERVISED", "true");
    try (SimulatorProcess run = run("run", "--no-http")) {
      await().atMost(60, TimeUnit.SECONDS).until(() -> database.count("true") > 0);

      run.endStandardInput();

      assertThat(run.exitCode()).isEqualTo(143);
    }
  }

  @Test
  void saysInOneLineWhatIsWrongWithAnOption() throws Exception {
    assertMisused("rate is 99999.0 events/s; allowed: 1 to 20000", "run", "--rate=99999");
    assertMisused("'soon' is not a duration", "run", "--duration=soon");
    assertMisused("--speed-up is 0", "replay", sample().toString(), "--speed-up=0");
    assertMisused("FILE is missing.csv; allowed: a readable file", "replay", "missing.csv");
  }

  @Test
  void saysInOneLineWhichSettingIsWrong() throws Exception {
    environment.put("MILLRACE_POSTGRES_WRITER_PASSWORD", "not-the-password");
    assertMisused("MILLRACE_POSTGRES_WRITER_PASSWORD is refused", "run", "--no-http");
    environment.remove("MILLRACE_POSTGRES_WRITER_PASSWORD");
    assertMisused("MILLRACE_POSTGRES_WRITER_PASSWORD is (not set)", "run", "--no-http");
  }

  @Test
  void replaysNothingWithoutAMaskingKey() throws Exception {
    try (SimulatorProcess run = run("replay", sample().toString(), "--speed-up=max")) {
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).contains("MILLRACE_MASKING_KEY is (not set)", "openssl rand -hex 32");
    }
    assertThat(database.count("true")).isZero();
  }

  @Test
  void replaysAFileReportsItsDirtAndKeepsWhatItCannotRead() throws Exception {
    environment.put("MILLRACE_MASKING_KEY", KEY);
    try (SimulatorProcess replay = run("replay", sample().toString(), "--speed-up=max")) {
      assertThat(replay.exitCode()).as(replay.err()).isZero();
      assertThat(replay.out())
          .contains("replayed 1,000 events", "unreadable, not replayed", "lines 501")
          .doesNotContain("2088290");
    }

    String source = "source = 'replay:sample.csv'";
    assertThat(database.count(source)).isEqualTo(1_000);
    assertThat(database.count(source + " AND subscriber IS NULL")).isEqualTo(100);
    assertThat(database.count(source + " AND duration_seconds = 32767")).isEqualTo(50);
    assertThat(database.count(source + " AND event_type = 'CALL' AND region IS NOT NULL"))
        .isEqualTo(1_000);
    assertThat(database.count("telecom_events::text LIKE '%2088290%'")).isZero();
    assertThat(folder.resolve(".millrace/rejects/sample.csv.rejects"))
        .hasContent("501\tfield 2 is no time; expected: yyyy-MM-dd HH:mm:ss\t1,never,1,,");
  }

  @Test
  void replaysTheRealCallsFile() throws Exception {
    Path file = ModuleClasspath.home().resolve("../shared/data/telecom/calls.csv.gz").normalize();
    assumeTrue(
        Files.isReadable(file), "../shared/data/telecom/calls.csv.gz is not beside this checkout");
    environment.put("MILLRACE_MASKING_KEY", KEY);

    try (SimulatorProcess replay = run("replay", file.toString(), "--speed-up=max")) {
      assertThat(replay.exitCode()).as(replay.err()).isZero();
      assertThat(replay.out().lines().map(line -> line.replaceAll(" +", " ").strip()))
          .contains(
              "calls 63,824",
              "caller unknown 5,403",
              "and called user unknown 4,148",
              "duration negative 393",
              "duration zero 14,167",
              "duration 32767 (overflow) 1,388",
              "exact duplicates 245",
              "calls to oneself 981",
              "unreadable, not replayed 0");
    }

    assertThat(database.count("source = 'replay:calls.csv.gz'")).isEqualTo(63_824);
    assertThat(database.count("subscriber IS NULL")).isEqualTo(5_403);
    assertThat(database.count("duration_seconds < 0")).isEqualTo(393);
    assertThat(database.count("duration_seconds = 0")).isEqualTo(14_167);
    assertThat(database.count("duration_seconds = 32767")).isEqualTo(1_388);
    assertThat(database.count("subscriber = counterparty")).isEqualTo(981);
  }

  private SimulatorProcess run(String... arguments) throws IOException {
    return SimulatorProcess.start(folder, environment, arguments);
  }

  private void assertMisused(String said, String... arguments) throws Exception {
    Map<String, String> before = Map.copyOf(environment);
    environment.put("MILLRACE_MASKING_KEY", KEY);
    try (SimulatorProcess run = run(arguments)) {
      assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
      assertThat(run.err()).contains(said).hasLineCount(1);
    }
    environment.clear();
    environment.putAll(before);
  }

  private static Path sample() throws IOException {
    Path file = folder.resolve("sample.csv");
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 1_000; i++) {
      if (i == 500) {
        lines.append("1,never,1,,\n");
      }
      lines.append(i % 10 == 0 ? "" : i % 37);
      lines.append(",2009-01-05 %02d:%02d:00,".formatted(23 - i / 60, i % 60));
      lines.append(i % 20 == 0 ? 32_767 : i).append(",,\"2088290").append(1_000 + i).append("\"\n");
    }
    return Files.writeString(file, lines);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static HttpResponse<String> get(int port, String path)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
