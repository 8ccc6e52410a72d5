package io.millrace.gateway.health;

import io.millrace.gateway.connections.KafkaAdmin;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.health.api.Wellness;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Kafka: the cluster answers, and the topics of every domain are there. */
@Wellness
@ApplicationScoped
class KafkaCheck implements AsyncHealthCheck, Probe {

  private final BoundedProbe bounded;
  private final KafkaAdmin kafka;

  KafkaCheck(BoundedProbe bounded, KafkaAdmin kafka) {
    this.bounded = bounded;
    this.kafka = kafka;
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
    return kafka.address();
  }

  @Override
  public String ask() throws ExecutionException, InterruptedException {
    Admin client = kafka.client();
    int brokers = client.describeCluster().nodes().get().size();
    Set<String> topics = client.listTopics().names().get();
    List<String> missing =
        KafkaAdmin.TOPICS.stream().filter(topic -> !topics.contains(topic)).toList();
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          "topics are missing: " + String.join(", ", missing) + "; the bridge creates them");
    }
    return brokers + " broker(s), topics " + String.join(", ", KafkaAdmin.TOPICS);
  }
}
