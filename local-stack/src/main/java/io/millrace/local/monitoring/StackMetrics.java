package io.millrace.local.monitoring;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.local.stack.Component;
import io.millrace.local.stack.ComponentStatus;
import io.millrace.local.stack.Phase;
import io.millrace.local.stack.ProcessMemory;
import io.millrace.runtime.HealthCheck;
import io.millrace.runtime.ManagementServer;
import io.millrace.runtime.Settings;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The supervisor's own window: what it knows of each component, for Prometheus. The embedded
 * engines have no metrics of their own.
 */
public final class StackMetrics implements AutoCloseable {

  private final ManagementServer server;
  private final Map<Component, Counter> restarts = new EnumMap<>(Component.class);
  private final Map<Component, Phase> phases = new EnumMap<>(Component.class);

  /**
   * Answers at once.
   *
   * @param address where {@code /metrics} and {@code /health} are
   * @param status the present state of a component
   * @throws io.millrace.runtime.InvalidSettingException if the port is taken
   */
  public StackMetrics(
      URI address, Set<Component> components, Function<Component, ComponentStatus> status) {
    String port = "MILLRACE_STACK_HTTP_PORT";
    server =
        ManagementServer.start(
            Settings.of(
                Map.of(
                    "MILLRACE_HTTP_HOST",
                    address.getHost(),
                    port,
                    Integer.toString(address.getPort()))),
            port,
            address.getPort());
    for (Component component : components) {
      register(component, status);
    }
  }

  private void register(Component component, Function<Component, ComponentStatus> status) {
    MeterRegistry registry = server.registry();
    Gauge.builder(
            "millrace.stack.component.up",
            () -> status.apply(component).phase() == Phase.READY ? 1 : 0)
        .description("1 while the component is ready")
        .tag("component", component.id())
        .register(registry);
    Gauge.builder(
            "millrace.stack.component.memory",
            () -> ProcessMemory.ofTree(status.apply(component).pid()))
        .description("Memory of the component's processes; 0 if they are not the stack's")
        .baseUnit("bytes")
        .tag("component", component.id())
        .register(registry);
    restarts.put(
        component,
        Counter.builder("millrace.stack.component.restarts")
            .description("Times the component was started again after it had ended by itself")
            .tag("component", component.id())
            .register(registry));
    server.addCheck(
        component.id(),
        () -> {
          ComponentStatus now = status.apply(component);
          return now.phase() == Phase.READY
              ? HealthCheck.Verdict.up(now.detail())
              : HealthCheck.Verdict.down(now.phase().id() + ": " + now.detail());
        });
  }

  /** A component's state has changed. */
  public synchronized void changed(ComponentStatus status) {
    Phase before = phases.put(status.component(), status.phase());
    Counter counter = restarts.get(status.component());
    if (status.phase() == Phase.RESTARTING && before != Phase.RESTARTING && counter != null) {
      counter.increment();
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
