package io.millrace.kafka.embedded;

import java.nio.file.Path;

/**
 * How to run a node. Start from {@link #in(Path)} and change what matters.
 *
 * @param dataFolder the node's files; formatted at the first start and kept afterwards
 * @param logFile the process's output is appended here
 * @param port of the broker on 127.0.0.1; 0 takes a free one at each start
 * @param controllerPort of the controller on 127.0.0.1; 0 takes a free one at each start
 * @param heapMegabytes the JVM's largest heap, at least 128
 */
public record KafkaOptions(
    Path dataFolder, Path logFile, int port, int controllerPort, int heapMegabytes) {

  /** Checks what can be checked without starting. */
  public KafkaOptions {
    requirePort("port", port);
    requirePort("controllerPort", controllerPort);
    if (port != 0 && port == controllerPort) {
      throw new IllegalArgumentException("port and controllerPort are both " + port);
    }
    if (heapMegabytes < 128) {
      throw new IllegalArgumentException(
          "heapMegabytes is " + heapMegabytes + "; allowed: 128 and more");
    }
    dataFolder = dataFolder.toAbsolutePath().normalize();
    logFile = logFile.toAbsolutePath().normalize();
  }

  /**
   * A node whose data and log are in {@code folder}, on any free ports, with 512 MB. To start it
   * again on the same data and ports, reuse {@link KafkaProcess#options()}.
   */
  public static KafkaOptions in(Path folder) {
    return new KafkaOptions(folder.resolve("data"), folder.resolve("kafka.log"), 0, 0, 512);
  }

  /** The same with another data folder. */
  public KafkaOptions withDataFolder(Path folder) {
    return new KafkaOptions(folder, logFile, port, controllerPort, heapMegabytes);
  }

  /** The same with another log file. */
  public KafkaOptions withLogFile(Path file) {
    return new KafkaOptions(dataFolder, file, port, controllerPort, heapMegabytes);
  }

  /** The same on other ports; 0 takes a free one. */
  public KafkaOptions withPorts(int broker, int controller) {
    return new KafkaOptions(dataFolder, logFile, broker, controller, heapMegabytes);
  }

  /** The same with another heap, in MB. */
  public KafkaOptions withHeapMegabytes(int megabytes) {
    return new KafkaOptions(dataFolder, logFile, port, controllerPort, megabytes);
  }

  private static void requirePort(String name, int number) {
    if (number < 0 || number > 65_535) {
      throw new IllegalArgumentException(
          name + " is " + number + "; allowed: 0 (any free) to 65535");
    }
  }
}
