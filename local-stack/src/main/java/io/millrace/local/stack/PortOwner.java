package io.millrace.local.stack;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the process that listens on a port, by Linux's {@code /proc/net/tcp} and {@code
 * /proc/PID/fd}.
 *
 * @see <a href="https://docs.kernel.org/networking/proc_net_tcp.html">proc_net_tcp</a>
 */
final class PortOwner {

  private static final String LISTENING = "0A";
  private static final int LONGEST_COMMAND = 70;

  private PortOwner() {}

  /**
   * The process as "process 123 (command …)"; empty if it cannot be told, such as another user's.
   */
  static Optional<String> of(int port) {
    try {
      Set<String> sockets = listeningSockets(port);
      if (sockets.isEmpty()) {
        return Optional.empty();
      }
      try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
        for (Path process : processes) {
          if (holdsOne(process, sockets)) {
            return Optional.of("process " + process.getFileName() + " (" + command(process) + ")");
          }
        }
      }
    } catch (IOException e) {
      // Not Linux, or not permitted: the port is taken all the same.
    }
    return Optional.empty();
  }

  private static Set<String> listeningSockets(int port) throws IOException {
    String suffix = ":%04X".formatted(port);
    Set<String> sockets = new HashSet<>();
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      if (Files.isReadable(Path.of(table))) {
        for (String line : Files.readAllLines(Path.of(table))) {
          List<String> fields = List.of(line.strip().split("\\s+", -1));
          if (fields.size() > 9
              && fields.get(1).endsWith(suffix)
              && fields.get(3).equals(LISTENING)) {
            sockets.add("socket:[" + fields.get(9) + "]");
          }
        }
      }
    }
    return sockets;
  }

  private static boolean holdsOne(Path process, Set<String> sockets) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path file : files) {
        if (sockets.contains(Files.readSymbolicLink(file).toString())) {
          return true;
        }
      }
    } catch (IOException e) {
      // Another user's, or gone meanwhile.
    }
    return false;
  }

  private static String command(Path process) {
    try {
      String line =
          Files.readString(process.resolve("cmdline")).replaceAll("[\\s\0]+", " ").strip();
      return line.length() > LONGEST_COMMAND ? line.substring(0, LONGEST_COMMAND) + "…" : line;
    } catch (IOException e) {
      return "unknown";
    }
  }
}
