package io.millrace.gateway.health;

import io.millrace.gateway.config.GatewayConfig;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.health.api.Wellness;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** The process that turns changes into analytics. */
@Wellness
@ApplicationScoped
class SparkCheck implements AsyncHealthCheck {

  private final BoundedProbe bounded;
  private final PeerProbe probe;

  SparkCheck(BoundedProbe bounded, GatewayConfig config) {
    this.bounded = bounded;
    this.probe = new PeerProbe("spark", config.spark().url(), config.gateway().probeTimeout());
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return bounded.check(probe);
  }
}
