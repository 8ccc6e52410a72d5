package io.millrace.scheduler;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.runtime.ChildProcess;
import io.millrace.runtime.ModuleClasspath;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The scheduler as it is packaged, in a process of its own. */
final class TestScheduler implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final Map<String, String> environment;
  private final int port;
  private ChildProcess process;

  /** Where steps note what they do. */
  final Path journal;

  /**
   * @param settings properties of the scheduler, such as {@code millrace.scheduler.lease}
   */
  TestScheduler(
      Path folder, SchedulerDatabase postgres, String database, Map<String, String> settings)
      throws Exception {
    this.folder = Files.createDirectories(folder);
    this.port = freePort();
    this.journal = folder.resolveSibling("journal");
    Map<String, String> all = new TreeMap<>();
    all.put("millrace.postgres.scheduler-database", database);
    all.put("quarkus.datasource.jdbc.acquisition-timeout", "2s");
    all.put("millrace.scheduler.spark-home", stepHome(folder).toString());
    all.put("millrace.scheduler.work-folder", folder.resolveSibling("work").toString());
    all.put("millrace.scheduler.poll-interval", "100ms");
    all.put("millrace.scheduler.grace", "1s");
    all.put("millrace.scheduler.jobs.telecom-daily.enabled", "false");
    all.putAll(settings);
    Path file = folder.resolve("application.properties");
    StringBuilder text = new StringBuilder();
    all.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    Files.writeString(file, text);
    this.environment =
        Map.of(
            "SMALLRYE_CONFIG_LOCATIONS", file.toString(),
            "MILLRACE_POSTGRES_HOST", postgres.host(),
            "MILLRACE_POSTGRES_PORT", Integer.toString(postgres.port()),
            "MILLRACE_SCHEDULER_HTTP_PORT", Integer.toString(port),
            "MILLRACE_POSTGRES_SCHEDULER_PASSWORD", SchedulerDatabase.PASSWORD,
            "MILLRACE_CLICKHOUSE_PASSWORD", "secret of ClickHouse",
            "STEP_JOURNAL", journal.toString());
  }

  /** The settings of a job whose steps behave as is said. */
  static Map<String, String> job(String name, String check, String run, String validate) {
    String prefix = "millrace.scheduler.jobs." + name + ".";
    Map<String, String> all = new TreeMap<>();
    all.put(prefix + "cron", "0 0 0 1 1 ? 2099");
    all.put(prefix + "zone", "Asia/Almaty");
    all.put(prefix + "backoff", "50ms");
    all.put(prefix + "check.command", name + " {day} check " + check + " {report}");
    all.put(prefix + "run.command", name + " {day} run " + run + " {report}");
    all.put(prefix + "validate.command", name + " {day} validate " + validate + " {report}");
    return all;
  }

  private static Path stepHome(Path folder) throws IOException {
    Path script = Files.createDirectories(folder.resolve("home/bin")).resolve("spark-submit");
    try (InputStream text =
        Objects.requireNonNull(TestScheduler.class.getResourceAsStream("/step-of-tests.sh"))) {
      Files.write(script, text.readAllBytes());
    }
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return folder.resolve("home");
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Starts its process; does not wait for it. */
  TestScheduler begin() throws IOException {
    process =
        ChildProcess.start(
            new ChildProcess.Spec(
                "scheduler",
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx128m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-jar",
                    ModuleClasspath.home()
                        .resolve("job-scheduler/target/quarkus-app/quarkus-run.jar")
                        .toString()),
                environment,
                folder,
                folder.resolve("scheduler.log")));
    return this;
  }

  /** Waits until it does its work. */
  TestScheduler ready() {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new AssertionError(process.output());
              }
              return health() == 200;
            });
    return this;
  }

  int health() {
    try {
      return send(request("/q/health/ready").build()).statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  ChildProcess process() {
    return process;
  }

  String log() throws IOException {
    return process.output();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(30));
  }

  HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  HttpResponse<String> get(String path) throws IOException {
    return send(request(path).build());
  }

  JsonNode json(String path) throws IOException {
    HttpResponse<String> response = get(path);
    if (response.statusCode() != 200) {
      throw new AssertionError(path + " answers " + response.statusCode() + response.body());
    }
    return JSON.readTree(response.body());
  }

  HttpResponse<String> post(String path, String body) throws IOException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  /** Asks for a day; answers the run's id. */
  long run(String job, String day) throws IOException {
    HttpResponse<String> response =
        post("/api/v1/jobs/" + job + "/runs", "{\"day\": \"" + day + "\"}");
    if (response.statusCode() != 202) {
      throw new AssertionError(response.statusCode() + " " + response.body());
    }
    return JSON.readTree(response.body()).path("id").asLong();
  }

  JsonNode detail(long run) throws IOException {
    return json("/api/v1/runs/" + run);
  }

  /** Waits for a run's end. */
  JsonNode ended(long run) throws IOException {
    await().atMost(PATIENCE).until(() -> !detail(run).path("run").path("endedAt").isNull());
    return detail(run);
  }

  /** What became of the attempts of a run: {@code check 1 SUCCEEDED 0}. */
  static List<String> steps(JsonNode detail) {
    return java.util.stream.StreamSupport.stream(detail.path("steps").spliterator(), false)
        .map(
            step ->
                step.path("step").asText()
                    + " "
                    + step.path("attempt").asInt()
                    + " "
                    + step.path("state").asText()
                    + " "
                    + step.path("exitCode").asText())
        .toList();
  }

  /** Lines of the journal that begin so. */
  List<String> journal(String beginning) throws IOException {
    return Files.exists(journal)
        ? Files.readAllLines(journal).stream().filter(line -> line.startsWith(beginning)).toList()
        : List.of();
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
