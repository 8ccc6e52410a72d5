package io.millrace.benchmarks.gateway;

import io.millrace.clickhouse.ClickHouseInit;
import io.millrace.clickhouse.embedded.ClickHouseProcess;
import io.millrace.runtime.ChildProcess;
import io.millrace.runtime.ModuleClasspath;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * {@code GET /api/v1/telecom/summary} of the last hour, as two gateways answer it, one that keeps
 * answers and one that does not, beside ClickHouse's own HTTP answer to the same SQL, which is
 * noted on its way from the gateway. An hour of 200 events a second is stored.
 *
 * <p>First one request after the other, twenty of each of the three in turn, so that what else the
 * machine does meets them alike; then {@code wrk} on all cores, which stands beside what it
 * measures. Arguments: turns (2000), seconds of each load (10), connections (32).
 *
 * <p>Run: {@code java -cp benchmarks/target/classes:$(cat benchmarks/target/classpath)
 * io.millrace.benchmarks.gateway.GatewayBenchmark}
 */
public final class GatewayBenchmark {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Few enough that what else the machine does meets all alike; one alone would find all cold. */
  private static final int IN_A_ROW = 20;

  private static final String SUMMARY = "/api/v1/telecom/summary";

  /** 4 event types in 20 regions, 150 events a minute each, from 50,000 subscribers. */
  private static final String PARTIALS =
      "INSERT INTO telecom.real_time_partials (window_start, event_type, region, events,"
          + " duration_seconds, megabytes, amount, subscribers, last_commit) SELECT"
          + " toStartOfMinute(now('UTC')) - 3600 + 60 * intDiv(number, 80),"
          + " ['CALL', 'SMS', 'DATA_SESSION', 'BALANCE_RECHARGE'][number % 4 + 1],"
          + " concat('Region ', toString(intDiv(number, 4) % 20)), 150, 9000, 800.125, 2250.50,"
          + " mapFromArrays(arrayMap(i -> cityHash64(number, i) % 50000, range(150)),"
          + " arrayMap(i -> toInt64(1), range(150))), now64(3, 'UTC') FROM numbers(80 * 75)";

  private static final String LEDGER =
      "INSERT INTO millrace.micro_batches (query, checkpoint_id, batch_id, watermark_after, late,"
          + " finished_at) SELECT 'telecom-metrics', toUUID('7f0a3f5e-0000-4000-8000-000000000001'),"
          + " number, now64(6, 'UTC') - 3600 + number, 1, now64(3, 'UTC') - 3600 + number"
          + " FROM numbers(3600)";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Path folder;
  private final ClickHouseProcess clickHouse;

  private GatewayBenchmark(Path folder, ClickHouseProcess clickHouse) {
    this.folder = folder;
    this.clickHouse = clickHouse;
  }

  /** Runs it and prints the figures. */
  public static void main(String[] args) throws Exception {
    int turns = args.length > 0 ? Integer.parseInt(args[0]) : 2_000;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 10;
    int connections = args.length > 2 ? Integer.parseInt(args[2]) : 32;
    Path folder = Files.createTempDirectory("millrace-benchmark");
    try (ClickHouseProcess clickHouse =
        ClickHouseProcess.in(folder.resolve("clickhouse")).start()) {
      new ClickHouseInit(clickHouse.jdbcUrl(), clickHouse.user(), clickHouse.password()).run();
      new GatewayBenchmark(folder, clickHouse).run(turns, seconds, connections);
    }
  }

  private void run(int turns, int seconds, int connections) throws Exception {
    load();
    String sql = statement();
    try (ChildProcess keeping = gateway("keeping", 0, clickHouse.jdbcUrl(), "500ms");
        ChildProcess asking = gateway("asking", 1, clickHouse.jdbcUrl(), "0")) {
      List<Contender> contenders =
          List.of(
              new Contender("ClickHouse itself", ownAnswer(sql), clickHouse.pid()),
              new Contender("gateway, nothing kept", summary(1), asking.pid()),
              new Contender("gateway, kept 500 ms", summary(0), keeping.pid()));
      printMachine();
      takeTurns(contenders, turns / 4 + 10);
      print(takeTurns(contenders, turns));
      for (Contender contender : contenders) {
        press(contender, seconds, connections);
      }
      printMachine();
    }
  }

  /**
   * Who answers.
   *
   * @param process that answers; ClickHouse's work is counted apart
   */
  private record Contender(String name, URI address, long process) {}

  private void load() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                clickHouse.jdbcUrl(), clickHouse.user(), clickHouse.password());
        Statement statement = connection.createStatement()) {
      statement.execute(PARTIALS);
      statement.execute(LEDGER);
    }
  }

  /** What the gateway asks for a summary, in one statement. */
  private String statement() throws Exception {
    try (RecordingFront front = new RecordingFront(clickHouse.httpUrl());
        ChildProcess gateway = gateway("recorded", 2, front.jdbcUrl(), "0")) {
      send(HttpRequest.newBuilder(summary(2)).build());
      front.taken();
      send(HttpRequest.newBuilder(summary(2)).build());
      // The gateway also looks at ClickHouse's health now and then.
      List<String> taken =
          front.taken().stream().filter(sql -> sql.contains("real_time_partials")).toList();
      if (taken.size() != 1) {
        throw new IllegalStateException(
            gateway.name() + " asks " + taken.size() + " statements for a summary: " + taken);
      }
      return taken.get(0);
    }
  }

  private final int[] ports = new int[3];

  private ChildProcess gateway(String name, int index, String clickHouseUrl, String cache)
      throws IOException, InterruptedException {
    ports[index] = freePort();
    ChildProcess.Spec spec =
        new ChildProcess.Spec(
            name,
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-jar",
                ModuleClasspath.home()
                    .resolve("quarkus-gateway/target/quarkus-app/quarkus-run.jar")
                    .toString()),
            Map.of(
                "MILLRACE_CLICKHOUSE_URL",
                clickHouseUrl,
                "MILLRACE_CLICKHOUSE_USER",
                clickHouse.user(),
                "MILLRACE_CLICKHOUSE_PASSWORD",
                clickHouse.password(),
                "MILLRACE_POSTGRES_MONITOR_PASSWORD",
                "none",
                "MILLRACE_S3_ACCESS_KEY",
                "none",
                "MILLRACE_S3_SECRET_KEY",
                "none",
                "MILLRACE_GATEWAY_CACHE",
                cache,
                // A busy machine is to be measured, not refused.
                "MILLRACE_GATEWAY_QUERY_TIMEOUT",
                "10s",
                "MILLRACE_GATEWAY_HTTP_PORT",
                Integer.toString(ports[index])),
            folder,
            folder.resolve(name + ".log"));
    return ChildProcess.startReady(spec, () -> answers(summary(index)), PATIENCE);
  }

  private boolean answers(URI address) throws InterruptedException {
    try {
      return client
              .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private URI summary(int index) {
    return URI.create("http://127.0.0.1:" + ports[index] + SUMMARY);
  }

  private URI ownAnswer(String sql) {
    return URI.create(
        clickHouse.httpUrl().resolve("/")
            + "?default_format=JSONCompact&query="
            + URLEncoder.encode(sql, StandardCharsets.UTF_8));
  }

  private HttpRequest request(Contender contender) {
    HttpRequest.Builder request = HttpRequest.newBuilder(contender.address());
    if (contender.process() == clickHouse.pid()) {
      request
          .header("X-ClickHouse-User", clickHouse.user())
          .header("X-ClickHouse-Key", clickHouse.password());
    }
    return request.build();
  }

  private void send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(request.uri() + " answers " + answer.body());
    }
  }

  private record Turns(Contender contender, List<Long> micros) {}

  private List<Turns> takeTurns(List<Contender> contenders, int count) throws Exception {
    List<Turns> all = new ArrayList<>();
    contenders.forEach(contender -> all.add(new Turns(contender, new ArrayList<>())));
    for (int i = 0; i < count; i += IN_A_ROW) {
      for (Turns turns : all) {
        HttpRequest request = request(turns.contender());
        for (int j = 0; j < IN_A_ROW; j++) {
          long start = System.nanoTime();
          send(request);
          turns.micros().add((System.nanoTime() - start) / 1_000);
        }
      }
    }
    return all;
  }

  private static void print(List<Turns> all) {
    System.out.println("one request after the other, in turns");
    for (Turns turns : all) {
      Collections.sort(turns.micros());
      System.out.printf(
          "  %-22s p50 %6.2f ms  p99 %7.2f ms  of %,d%n",
          turns.contender().name(),
          quantile(turns.micros(), 0.50),
          quantile(turns.micros(), 0.99),
          turns.micros().size());
    }
  }

  private static double quantile(List<Long> sorted, double q) {
    return sorted.get((int) Math.ceil(q * sorted.size()) - 1) / 1_000.0;
  }

  /** As many requests as go through; the load generator's own work is printed too. */
  private void press(Contender contender, int seconds, int connections) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "wrk",
                "-t1",
                "-c" + connections,
                "-d" + seconds + "s",
                "--latency",
                "--timeout=10s"));
    request(contender)
        .headers()
        .map()
        .forEach((name, values) -> command.addAll(List.of("-H", name + ": " + values.get(0))));
    command.add(contender.address().toString());
    Process wrk;
    try {
      wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      System.out.println(
          "wrk is not installed, so there is no figure under load: " + e.getMessage());
      return;
    }
    double answering = cpuSeconds(contender.process());
    double engine = cpuSeconds(clickHouse.pid());
    String report = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    wrk.waitFor();
    System.out.printf(
        "%s, %d connections for %d s: %.1f CPU-s, ClickHouse %.1f CPU-s%n%s",
        contender.name(),
        connections,
        seconds,
        cpuSeconds(contender.process()) - answering,
        cpuSeconds(clickHouse.pid()) - engine,
        report
            .lines()
            .filter(line -> line.matches("\\s+(50|99)%.*|Requests/sec.*|.*Non-2xx.*|.*errors.*"))
            .map(line -> "  " + line.strip() + "\n")
            .reduce("", String::concat));
  }

  private static double cpuSeconds(long pid) {
    return ProcessHandle.of(pid)
            .flatMap(process -> process.info().totalCpuDuration())
            .orElse(Duration.ZERO)
            .toMillis()
        / 1_000.0;
  }

  private static void printMachine() {
    System.out.printf(
        "load average %.2f on %d cores%n",
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        Runtime.getRuntime().availableProcessors());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
