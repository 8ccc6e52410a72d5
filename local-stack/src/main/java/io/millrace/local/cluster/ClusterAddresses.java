package io.millrace.local.cluster;

import java.net.URI;
import java.util.List;

/**
 * Where a cluster listens.
 *
 * @param host the only address that any of it listens on
 * @param masterPort of Spark's protocol
 * @param masterPagePort of the master's page
 * @param workerPagePorts of the workers' pages, in their order
 */
public record ClusterAddresses(
    String host, int masterPort, int masterPagePort, List<Integer> workerPagePorts) {

  /** Copies the list. */
  public ClusterAddresses {
    workerPagePorts = List.copyOf(workerPagePorts);
  }

  /** The master, as Spark's option {@code --master} has it. */
  public String url() {
    return "spark://" + host + ":" + masterPort;
  }

  /** The master's page. */
  public URI masterPage() {
    return page(masterPagePort);
  }

  /**
   * A worker's page.
   *
   * @param number from 1
   */
  public URI workerPage(int number) {
    return page(workerPagePorts.get(number - 1));
  }

  private URI page(int port) {
    return URI.create("http://" + host + ":" + port);
  }
}
