package io.millrace.gateway.connections;

import io.millrace.gateway.config.GatewayConfig;
import io.millrace.model.Domain;
import io.millrace.model.Topics;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;

/** One administrative client for the life of the gateway; it connects again by itself. */
@ApplicationScoped
public class KafkaAdmin {

  /** The topics that the platform cannot do without: every domain's, and the dead letters. */
  public static final List<String> TOPICS =
      Stream.concat(
              Arrays.stream(Domain.values())
                  .flatMap(domain -> domain.tables().stream().map(domain::topic)),
              Stream.of(Topics.DEAD_LETTERS))
          .toList();

  private final String bootstrapServers;
  private final int timeoutMillis;
  private @Nullable Admin admin;

  KafkaAdmin(GatewayConfig config) {
    this.bootstrapServers = config.kafka().bootstrapServers();
    this.timeoutMillis = (int) config.gateway().probeTimeout().toMillis();
  }

  /** {@code host:port}, comma separated. */
  public String address() {
    return bootstrapServers;
  }

  /** The client; no request of it takes longer than the probe timeout. */
  public synchronized Admin client() {
    if (admin == null) {
      admin =
          Admin.create(
              Map.of(
                  AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                  AdminClientConfig.CLIENT_ID_CONFIG, "millrace-gateway",
                  AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMillis,
                  AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMillis,
                  AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000));
    }
    return admin;
  }

  @PreDestroy
  synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
