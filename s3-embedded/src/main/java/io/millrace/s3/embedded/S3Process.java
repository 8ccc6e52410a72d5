package io.millrace.s3.embedded;

import io.millrace.runtime.ChildProcess;
import io.millrace.runtime.ModuleClasspath;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An S3 server in a JVM of its own, which ends with this process even when this one is killed. The
 * buckets of {@link io.millrace.model.Buckets} exist when it is ready. It touches no class of the
 * AWS SDK, so it can be used beside any version of it.
 *
 * <p>Clients need path-style access and any region.
 */
public final class S3Process implements AutoCloseable {

  /** The only address it listens on. */
  public static final String HOST = "127.0.0.1";

  private static final Logger log = LoggerFactory.getLogger(S3Process.class);

  private static final Duration START_LIMIT = Duration.ofMinutes(1);

  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

  private final S3Options options;
  private final ChildProcess process;

  private S3Process(S3Options options, ChildProcess process) {
    this.options = options;
    this.process = process;
  }

  /**
   * Starts a server and waits until it answers.
   *
   * @throws IOException if it does not start; the message has the end of its log
   * @throws IllegalStateException if the module {@code s3-embedded} is not built
   */
  public static S3Process start(S3Options wanted) throws IOException, InterruptedException {
    S3Options options = wanted.port() == 0 ? wanted.withPort(freePort()) : wanted;
    long began = System.nanoTime();
    ChildProcess process =
        ChildProcess.startReady(
            spec(options), () -> refusesAnonymousRequests(options), START_LIMIT);
    log.atInfo()
        .addKeyValue("port", options.port())
        .addKeyValue("milliseconds", (System.nanoTime() - began) / 1_000_000)
        .log("S3 is ready");
    return new S3Process(options, process);
  }

  private static ChildProcess.Spec spec(S3Options options) {
    return ChildProcess.Spec.java(
        "s3",
        "io.millrace.s3.embedded.S3Node",
        ModuleClasspath.of("s3-embedded"),
        List.of(
            "-Xmx" + options.heapMegabytes() + "m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dlogback.configurationFile=s3-node-logback.xml"),
        Map.of(
            "MILLRACE_S3_PORT", Integer.toString(options.port()),
            "MILLRACE_S3_DATA_DIR", options.dataFolder().toString(),
            "MILLRACE_S3_ACCESS_KEY", options.accessKey(),
            "MILLRACE_S3_SECRET_KEY", options.secretKey()),
        Objects.requireNonNull(options.dataFolder().getParent()),
        options.logFile());
  }

  /** An unsigned request needs no SDK, and the right answer to it is 403. */
  private static boolean refusesAnonymousRequests(S3Options options) {
    try {
      HttpURLConnection connection = (HttpURLConnection) endpoint(options).toURL().openConnection();
      connection.setConnectTimeout(1_000);
      connection.setReadTimeout(5_000);
      try {
        return connection.getResponseCode() == HttpURLConnection.HTTP_FORBIDDEN;
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static URI endpoint(S3Options options) {
    return URI.create("http://" + HOST + ":" + options.port());
  }

  /** How it runs, with the port it really has. */
  public S3Options options() {
    return options;
  }

  /** Its port. */
  public int port() {
    return options.port();
  }

  /** Its URL, such as {@code http://127.0.0.1:19000}. */
  public URI endpoint() {
    return endpoint(options);
  }

  /** The identity that may ask. */
  public String accessKey() {
    return options.accessKey();
  }

  /** Signs its requests. */
  public String secretKey() {
    return options.secretKey();
  }

  /** The JVM. */
  public ChildProcess process() {
    return process;
  }

  /** Ends it in order, within 15 s. */
  public void stop() throws InterruptedException {
    process.stop(STOP_LIMIT);
  }

  /** Ends it at once (SIGKILL). */
  public void kill() throws InterruptedException {
    process.kill();
  }

  /** {@link #stop()}. */
  @Override
  public void close() {
    try {
      stop();
    } catch (InterruptedException e) {
      process.close();
      Thread.currentThread().interrupt();
    }
  }
}
