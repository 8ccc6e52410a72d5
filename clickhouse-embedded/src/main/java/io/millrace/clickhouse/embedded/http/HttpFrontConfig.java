package io.millrace.clickhouse.embedded.http;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Where the interface listens, and for whom.
 *
 * @param host an address of this machine; other than loopback only with {@code exposure}
 * @param port 0 for any free one
 * @param credentials of the one user
 * @param exposure whether other machines may connect
 */
public record HttpFrontConfig(String host, int port, Credentials credentials, Exposure exposure) {

  /** Who may connect. */
  public enum Exposure {
    /** This machine only. */
    LOOPBACK_ONLY,
    /** Every machine that reaches the address. */
    NETWORK
  }

  public HttpFrontConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("the port is " + port + "; allowed: 0 to 65535");
    }
    if (exposure == Exposure.LOOPBACK_ONLY && !isLoopback(host)) {
      throw new IllegalArgumentException(
          "the address "
              + host
              + " is not a loopback address. The engine reads and writes any file of this process"
              + " through file(), so it listens on 127.0.0.1 only; set"
              + " MILLRACE_CLICKHOUSE_ALLOW_REMOTE=true if every client is trusted with that");
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("the address " + host + " is not known", e);
    }
  }
}
