package io.millrace.clickhouse.embedded.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * The kernel's list of TCP connections. It tells that a client has hung up while its query runs:
 * the HTTP server does not read from the socket then, and so cannot see it.
 */
final class TcpTable {

  private static final Path V4 = Path.of("/proc/self/net/tcp");
  private static final Path V6 = Path.of("/proc/self/net/tcp6");

  /** The peer has closed its side. */
  private static final String CLOSE_WAIT = "08";

  private TcpTable() {}

  /**
   * Remote ports of the connections to {@code localPort} whose client has closed its side.
   *
   * @throws IOException if the kernel's table cannot be read
   */
  static Set<Integer> abandonedBy(int localPort) throws IOException {
    Set<Integer> ports = new HashSet<>();
    collect(V4, localPort, ports);
    if (Files.exists(V6)) {
      collect(V6, localPort, ports);
    }
    return ports;
  }

  private static void collect(Path table, int localPort, Set<Integer> ports) throws IOException {
    for (String line : Files.readAllLines(table)) {
      // "sl local_address rem_address st ...", addresses as HEX:PORT
      String[] cells = line.strip().split("\\s+", -1);
      if (cells.length > 3 && cells[3].equals(CLOSE_WAIT) && portOf(cells[1]) == localPort) {
        ports.add(portOf(cells[2]));
      }
    }
  }

  private static int portOf(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16);
  }
}
