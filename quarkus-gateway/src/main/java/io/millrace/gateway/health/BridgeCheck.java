package io.millrace.gateway.health;

import io.millrace.gateway.config.GatewayConfig;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.health.api.Wellness;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** The process that brings changes from PostgreSQL to Kafka. */
@Wellness
@ApplicationScoped
class BridgeCheck implements AsyncHealthCheck {

  private final BoundedProbe bounded;
  private final PeerProbe probe;

  BridgeCheck(BoundedProbe bounded, GatewayConfig config) {
    this.bounded = bounded;
    this.probe = new PeerProbe("bridge", config.bridge().url(), config.gateway().probeTimeout());
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return bounded.check(probe);
  }
}
