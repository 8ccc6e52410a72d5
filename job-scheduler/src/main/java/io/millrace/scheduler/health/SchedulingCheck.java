package io.millrace.scheduler.health;

import io.millrace.scheduler.execution.Dispatcher;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the queue is looked at: PostgreSQL answers, and Quartz runs. */
@Readiness
@Singleton
class SchedulingCheck implements HealthCheck {

  private final Dispatcher dispatcher;

  SchedulingCheck(Dispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  @Override
  public HealthCheckResponse call() {
    Optional<String> trouble = dispatcher.trouble();
    return HealthCheckResponse.named("scheduling")
        .status(trouble.isEmpty())
        .withData("detail", trouble.orElse("looks at the queue"))
        .build();
  }
}
