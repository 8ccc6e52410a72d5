package io.millrace.local.stack;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a stack at a moment.
 *
 * @param pid the supervisor's process
 * @param started when it began
 * @param ready when everything was ready for the first time; empty until then
 * @param components in the order of start
 */
public record StackStatus(
    long pid, Instant started, Optional<Instant> ready, List<ComponentStatus> components) {

  /** Copies the list. */
  public StackStatus {
    components = List.copyOf(components);
  }

  /** Whether every component is well. */
  public boolean isWell() {
    return components.stream().allMatch(component -> component.phase() == Phase.READY);
  }

  /** The state of one component, if it belongs to the stack. */
  public Optional<ComponentStatus> of(Component component) {
    return components.stream().filter(status -> status.component() == component).findFirst();
  }
}
