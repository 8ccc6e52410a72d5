package io.millrace.local.stack;

import java.net.URI;
import java.net.URISyntaxException;

/** An engine that the user runs, in place of an embedded one. */
public sealed interface ExternalEngine {

  /** The component whose place it takes. */
  Component component();

  /** Where it is, for a person. */
  String address();

  /**
   * A PostgreSQL server.
   *
   * @param adminUser may create roles with REPLICATION, and databases
   */
  record Postgres(String host, int port, String adminUser, String adminPassword)
      implements ExternalEngine {

    /**
     * Reads {@code host:port}.
     *
     * @throws IllegalArgumentException if it is of another form
     */
    public static Postgres at(String hostAndPort, String adminUser, String adminPassword) {
      URI address = hostAndPort("--postgres", hostAndPort);
      return new Postgres(address.getHost(), address.getPort(), adminUser, adminPassword);
    }

    @Override
    public Component component() {
      return Component.POSTGRES;
    }

    @Override
    public String address() {
      return host + ":" + port;
    }

    /** Without the password. */
    @Override
    public String toString() {
      return adminUser + "@" + address();
    }
  }

  /**
   * A Kafka cluster.
   *
   * @param bootstrapServers {@code host:port,…}
   */
  record Kafka(String bootstrapServers) implements ExternalEngine {

    /** Checks the form. */
    public Kafka {
      for (String server : bootstrapServers.split(",", -1)) {
        hostAndPort("--kafka", server);
      }
    }

    @Override
    public Component component() {
      return Component.KAFKA;
    }

    @Override
    public String address() {
      return bootstrapServers;
    }
  }

  /**
   * A ClickHouse server.
   *
   * @param url {@code jdbc:clickhouse://host:port}, or {@code jdbc:clickhouse:https://host:port}
   */
  record ClickHouse(String url, String user, String password) implements ExternalEngine {

    /** Checks the form. */
    public ClickHouse {
      if (!url.matches("jdbc:clickhouse:(https?:)?//[^/?\\s]+/?")) {
        throw new IllegalArgumentException(
            "--clickhouse is " + url + "; allowed: jdbc:clickhouse://host:port");
      }
    }

    @Override
    public Component component() {
      return Component.CLICKHOUSE;
    }

    @Override
    public String address() {
      return url;
    }

    /** Without the password. */
    @Override
    public String toString() {
      return user + "@" + url;
    }
  }

  /**
   * An S3 store.
   *
   * @param endpoint {@code http://host:port} or {@code https://…}
   * @param region such as {@code us-east-1}
   */
  record S3(URI endpoint, String region, String accessKey, String secretKey)
      implements ExternalEngine {

    /** Checks the form. */
    public S3 {
      String scheme = String.valueOf(endpoint.getScheme());
      if (!scheme.matches("https?") || endpoint.getHost() == null) {
        throw new IllegalArgumentException(
            "--s3 is " + endpoint + "; allowed: http://host:port or https://host");
      }
    }

    @Override
    public Component component() {
      return Component.S3;
    }

    @Override
    public String address() {
      return endpoint.toString();
    }

    /** Without the secret. */
    @Override
    public String toString() {
      return accessKey + "@" + endpoint;
    }
  }

  private static URI hostAndPort(String option, String text) {
    try {
      URI uri = new URI("tcp://" + text);
      if (uri.getHost() != null && uri.getPort() > 0 && uri.getPath().isEmpty()) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Falls through to the one message.
    }
    throw new IllegalArgumentException(option + " is " + text + "; allowed: host:port");
  }
}
