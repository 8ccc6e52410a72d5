package io.millrace.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.runtime.ChildProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is in the images, laid out as their Dockerfiles do, and started as the compose file does:
 * the class path is whole, every setting is there, and the page of the health check answers.
 */
@Timeout(180)
class ImagesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String LOOPBACK = "127.0.0.1";

  private final ComposeFile compose = ComposeFile.withDefaults();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres-init",
        "clickhouse-init",
        "s3-init",
        "gateway-keys",
        "bridge",
        "simulator",
        "flights-simulator",
        "gateway",
        "scheduler",
        "spark"
      })
  void nameTheSettingThatIsMissing(String service) throws Exception {
    // Spark has to be told where to run before anything else.
    Map<String, String> nothing =
        service.equals("spark") ? Map.of("MILLRACE_SPARK_MASTER", "local[1]") : Map.of();
    try (ChildProcess process = image(service).start(compose, service, nothing)) {
      assertThat(process.endsWithin(PATIENCE)).as(process.output()).isTrue();
      assertThat(process.exitCode()).as(process.output()).hasValue(2);
      assertThat(compose.environment(service).keySet())
          .as("one of these is what it asks for")
          .anyMatch(process.output()::contains);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bridge", "simulator", "flights-simulator"})
  void answerTheHealthCheckWhileTheEnginesAreAway(String service) throws Exception {
    Map<String, String> environment = compose.environment(service);
    int port = freePort();
    String name =
        environment.keySet().stream().filter(k -> k.endsWith("_HTTP_PORT")).findAny().orElseThrow();
    assertThat(environment.put(name, Integer.toString(port))).isEqualTo(check(service).get(2));
    environment.put("MILLRACE_HTTP_HOST", LOOPBACK);
    try (ChildProcess process = image(service).start(compose, service, environment)) {
      String path = check(service).get(3);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(health(port, path)).contains("port " + port + " says"));
      assertThat(health(port, path)).contains("503");
      assertThat(health(port, "/metrics")).as("healthy is 200, without a word").isEmpty();
      assertThat(process.isAlive()).isTrue();
    }
  }

  @Test
  void letPrometheusAskTheGatewayByAKeyOfItsOwn() throws Exception {
    ImageFolder image = image("gateway");
    Path keys = image.inside(compose.environment("gateway").get("MILLRACE_GATEWAY_API_KEYS_FILE"));
    Map<String, String> environment = compose.environment("gateway");
    environment.put("MILLRACE_GATEWAY_API_KEYS_FILE", keys.toString());
    for (int time = 0; time < 2; time++) {
      try (ChildProcess made = image.start(compose, "gateway-keys", environment)) {
        assertThat(made.endsWithin(PATIENCE)).isTrue();
        assertThat(made.exitCode()).as(made.output()).hasValue(0);
      }
    }
    String key = Files.readString(image.inside("scrape-key/gateway-key"));
    assertThat(Files.readString(keys)).containsOnlyOnce("prometheus read").doesNotContain(key);

    int port = freePort();
    environment.put("MILLRACE_GATEWAY_HTTP_PORT", Integer.toString(port));
    environment.put("MILLRACE_HTTP_HOST", LOOPBACK);
    try (ChildProcess gateway = image.start(compose, "gateway", environment)) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(health(port, "/q/health/live")).isEmpty());
      assertThat(health(port, check("gateway").get(3))).contains("503");
      assertThat(status(port, "/q/metrics", Map.of())).isEqualTo(401);
      assertThat(status(port, "/q/metrics", Map.of("Authorization", "Bearer " + key)))
          .isEqualTo(200);
      assertThat(gateway.isAlive()).isTrue();
    }
  }

  @Test
  void makeASparkClusterOfTheirOwnJars() throws Exception {
    ImageFolder image = image("spark-master");
    int port = freePort();
    int page = freePort();
    Map<String, String> master = compose.environment("spark-master");
    master.put("SPARK_HOSTNAME", LOOPBACK);
    master.put("SPARK_LOCAL_IP", LOOPBACK);
    master.put("SPARK_MASTER_PORT", "" + port);
    master.put("SPARK_MASTER_WEBUI_PORT", "" + page);
    Map<String, String> worker = compose.environment("spark-worker-1");
    int workerPage = freePort();
    worker.put("MILLRACE_SPARK_MASTER", "spark://" + LOOPBACK + ":" + port);
    worker.put("SPARK_HOSTNAME", LOOPBACK);
    worker.put("SPARK_LOCAL_IP", LOOPBACK);
    worker.put("SPARK_WORKER_PORT", "" + freePort());
    worker.put("SPARK_WORKER_WEBUI_PORT", "" + workerPage);
    try (ChildProcess first = image.start(compose, "spark-master", master);
        ChildProcess second = image.start(compose, "spark-worker-1", worker)) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(health(page, check("spark-master").get(3))).isEmpty();
                assertThat(health(workerPage, check("spark-worker-1").get(3))).isEmpty();
                assertThat(body(page, "/json/")).contains("\"aliveworkers\" : 1");
              });
      assertThat(first.isAlive() && second.isAlive()).isTrue();
    }
  }

  private ImageFolder image(String service) throws Exception {
    return ImageFolder.of(compose.built().get(service));
  }

  /** The words of a service's health check: CMD, the script, port, path. */
  private List<String> check(String service) {
    Map<String, Object> check = ComposeFile.mapping(compose.service(service).get("healthcheck"));
    List<String> words = ((List<?>) check.get("test")).stream().map(String::valueOf).toList();
    assertThat(words).hasSize(4);
    assertThat(words.subList(0, 2)).containsExactly("CMD", "/opt/millrace/bin/healthy.sh");
    return words;
  }

  /** What the images' health check says; nothing if all is well. */
  private String health(int port, String path) throws IOException, InterruptedException {
    Path output = folder.resolve("health");
    Process process =
        new ProcessBuilder(Project.COMPOSE.resolve("image/healthy.sh").toString(), "" + port, path)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    String said = Files.readString(output);
    assertThat(process.exitValue() == 0).as(said).isEqualTo(said.isEmpty());
    return said;
  }

  private static int status(int port, String path, Map<String, String> headers) throws Exception {
    HttpRequest.Builder request = request(port, path);
    headers.forEach(request::header);
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.discarding()).statusCode();
  }

  private static String body(int port, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(request(port, path).build(), BodyHandlers.ofString())
        .body();
  }

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://" + LOOPBACK + ":" + port + path))
        .timeout(Duration.ofSeconds(10));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
