package io.millrace.gateway.health;

import io.millrace.gateway.config.GatewayConfig;
import io.millrace.model.Domain;
import io.millrace.model.Topics;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.health.api.Wellness;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.jspecify.annotations.Nullable;

/** Kafka: the cluster answers, and the topics of every domain are there. */
@Wellness
@ApplicationScoped
class KafkaCheck implements AsyncHealthCheck, Probe {

  private static final List<String> TOPICS =
      Stream.concat(
              Arrays.stream(Domain.values())
                  .flatMap(domain -> domain.tables().stream().map(domain::topic)),
              Stream.of(Topics.DEAD_LETTERS))
          .toList();

  private final BoundedProbe bounded;
  private final String bootstrapServers;
  private final int timeoutMillis;
  private @Nullable Admin admin;

  KafkaCheck(BoundedProbe bounded, GatewayConfig config) {
    this.bounded = bounded;
    this.bootstrapServers = config.kafka().bootstrapServers();
    this.timeoutMillis = (int) config.gateway().probeTimeout().toMillis();
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return bounded.check(this);
  }

  @Override
  public String name() {
    return "kafka";
  }

  @Override
  public String address() {
    return bootstrapServers;
  }

  @Override
  public String ask() throws ExecutionException, InterruptedException {
    Admin client = admin();
    int brokers = client.describeCluster().nodes().get().size();
    Set<String> topics = client.listTopics().names().get();
    List<String> missing = TOPICS.stream().filter(topic -> !topics.contains(topic)).toList();
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          "topics are missing: " + String.join(", ", missing) + "; the bridge creates them");
    }
    return brokers + " broker(s), topics " + String.join(", ", TOPICS);
  }

  /** One client for the life of the gateway; it connects again by itself. */
  private synchronized Admin admin() {
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
