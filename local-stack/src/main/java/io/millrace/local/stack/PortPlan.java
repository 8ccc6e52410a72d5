package io.millrace.local.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Which port serves what: settled before anything starts, so that it stays over restarts. */
final class PortPlan {

  private final Map<StackPort, Integer> ports;

  private PortPlan(Map<StackPort, Integer> ports) {
    this.ports = ports;
  }

  /**
   * Checks the wanted ports and picks the free ones.
   *
   * @throws StackStartException naming the port, its option, and who has it
   */
  static PortPlan of(StackOptions options) throws StackStartException, IOException {
    Map<StackPort, Integer> ports = new EnumMap<>(StackPort.class);
    Map<Integer, StackPort> uses = new java.util.HashMap<>();
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (StackPort use : StackPort.values()) {
        OptionalInt wanted = options.wantedPort(use);
        if (wanted.isPresent() && wanted.getAsInt() != 0) {
          requireFree(use, wanted.getAsInt());
          StackPort other = uses.put(wanted.getAsInt(), use);
          if (other != null) {
            throw new StackStartException(
                "port "
                    + wanted.getAsInt()
                    + " is wanted twice: change "
                    + other.option()
                    + " or "
                    + use.option());
          }
          ports.put(use, wanted.getAsInt());
        }
      }
      for (StackPort use : StackPort.values()) {
        if (options.wantedPort(use).orElse(1) == 0) {
          // Held until all are picked, so that none is picked twice.
          ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          held.add(socket);
          ports.put(use, socket.getLocalPort());
        }
      }
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
    return new PortPlan(ports);
  }

  private static void requireFree(StackPort use, int port) throws StackStartException {
    try (ServerSocket socket = new ServerSocket()) {
      // Connections of a server that has just stopped linger; they do not take the port.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      Optional<String> owner = PortOwner.of(port);
      throw new StackStartException(
          "port "
              + port
              + ", for "
              + use.owner()
              + ", is taken"
              + owner.map(process -> " by " + process).orElse("")
              + ": stop that, or choose another port with "
              + use.option()
              + " PORT",
          e);
    }
  }

  /** The port of a use; one that nothing is started for has the usual number. */
  int of(StackPort use) {
    return ports.getOrDefault(use, use.usual());
  }
}
