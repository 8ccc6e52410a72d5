package io.millrace.kafka.embedded;

import io.millrace.runtime.InvalidSettingException;
import io.millrace.runtime.Settings;
import io.millrace.runtime.SupervisedProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import org.apache.kafka.common.Uuid;

/**
 * The node's own process: broker and controller in one, on 127.0.0.1.
 *
 * <p>Environment: {@value #PORT} (19092), {@value #CONTROLLER_PORT} (19093), {@value #DATA_DIR}
 * (required; formatted when empty).
 */
public final class KafkaNode {

  static final String PORT = "MILLRACE_KAFKA_PORT";
  static final String CONTROLLER_PORT = "MILLRACE_KAFKA_CONTROLLER_PORT";
  static final String DATA_DIR = "MILLRACE_KAFKA_DATA_DIR";

  private static final String HOST = "127.0.0.1";

  private KafkaNode() {}

  /** Runs until SIGTERM, or until the supervisor is gone. */
  public static void main(String[] args) throws IOException {
    SupervisedProcess.watch();
    try {
      Path configuration = prepare(Settings.fromEnvironment());
      kafka.Kafka.main(new String[] {configuration.toString()});
    } catch (InvalidSettingException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  /** Writes the node's configuration, formats its folder when that is new, answers the file. */
  private static Path prepare(Settings settings) throws IOException {
    Path data = Path.of(settings.text(DATA_DIR)).toAbsolutePath();
    int port = freePort(settings, PORT, 19_092);
    int controllerPort = freePort(settings, CONTROLLER_PORT, 19_093);
    Files.createDirectories(data);
    Path configuration = data.resolve("node.properties");
    try (Writer writer = Files.newBufferedWriter(configuration)) {
      properties(data.resolve("log"), port, controllerPort)
          .store(writer, "Rewritten at each start");
    }
    format(configuration, clusterId(data.resolve("cluster.id")));
    return configuration;
  }

  private static int freePort(Settings settings, String key, int fallback) {
    int port = settings.port(key, fallback);
    try (ServerSocket socket = new ServerSocket()) {
      // As the broker does: a port whose old connections are still closing may be taken.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return port;
    } catch (IOException e) {
      throw new InvalidSettingException(
          key, Integer.toString(port), "a port that is free on " + HOST + "; this one is taken");
    }
  }

  private static Properties properties(Path log, int port, int controllerPort) {
    Properties node = new Properties();
    node.putAll(NodeSettings.common());
    node.setProperty("controller.quorum.voters", "1@" + HOST + ":" + controllerPort);
    node.setProperty(
        "listeners",
        "PLAINTEXT://" + HOST + ":" + port + ",CONTROLLER://" + HOST + ":" + controllerPort);
    node.setProperty("log.dirs", log.toString());
    return node;
  }

  /** Written before the first formatting, so that one cut short can be repeated. */
  private static String clusterId(Path file) throws IOException {
    if (!Files.exists(file)) {
      Path unfinished =
          Files.writeString(file.resolveSibling("cluster.id.new"), Uuid.randomUuid().toString());
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return Files.readString(file);
  }

  private static void format(Path configuration, String clusterId) throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    int code =
        kafka.tools.StorageTool.execute(
            new String[] {
              "format",
              "--ignore-formatted",
              "--cluster-id",
              clusterId,
              "--config",
              configuration.toString()
            },
            new PrintStream(output, true, StandardCharsets.UTF_8));
    if (code != 0) {
      throw new IOException(
          "cannot format Kafka's folder: " + output.toString(StandardCharsets.UTF_8).strip());
    }
  }
}
