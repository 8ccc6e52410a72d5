package io.millrace.local.stack;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What to run, and how. Start from {@link #in(Path)} and change what matters.
 *
 * @param stateFolder data, logs and secrets; kept over runs
 * @param components what to start; a component's needs must be among them or external
 * @param ports by use; those absent are the usual ones, 0 is any free one
 * @param external engines that run already, by component
 * @param rate events per second of the background simulator, 1 to 20,000
 * @param environment more environment variables, by component
 * @param restartPolicy what happens to a component that ends by itself
 */
public record StackOptions(
    Path stateFolder,
    Set<Component> components,
    Map<StackPort, Integer> ports,
    Map<Component, ExternalEngine> external,
    int rate,
    Map<Component, Map<String, String>> environment,
    RestartPolicy restartPolicy) {

  /** Events per second unless told otherwise. */
  public static final int USUAL_RATE = 200;

  private static final int HIGHEST_RATE = 20_000;

  /** Checks and copies. */
  public StackOptions {
    stateFolder = stateFolder.toAbsolutePath().normalize();
    if (components.isEmpty()) {
      throw new IllegalArgumentException("no component to start; allowed: " + Component.ids());
    }
    for (Component component : components) {
      for (Component needed : needs(component, components)) {
        if (!components.contains(needed)) {
          throw new IllegalArgumentException(
              component.id() + " needs " + needed.id() + ", which is not to be started");
        }
      }
    }
    ports.forEach(StackOptions::requirePort);
    if (rate < 1 || rate > HIGHEST_RATE) {
      throw new IllegalArgumentException(
          "rate is " + rate + "; allowed: 1 to " + HIGHEST_RATE + " events per second");
    }
    components = Set.copyOf(components);
    ports = Map.copyOf(ports);
    external = Map.copyOf(external);
    Map<Component, Map<String, String>> copies = new EnumMap<>(Component.class);
    environment.forEach((component, variables) -> copies.put(component, Map.copyOf(variables)));
    environment = Map.copyOf(copies);
  }

  /** Everything that need not be asked for, on the usual ports. */
  public static StackOptions in(Path stateFolder) {
    return new StackOptions(
        stateFolder,
        EnumSet.complementOf(EnumSet.copyOf(Component.onRequest())),
        Map.of(),
        Map.of(),
        USUAL_RATE,
        Map.of(),
        RestartPolicy.RESTART);
  }

  /** The same without the background simulator. */
  public StackOptions withoutSimulator() {
    Set<Component> fewer = EnumSet.copyOf(components);
    fewer.remove(Component.SIMULATOR);
    return withComponents(fewer);
  }

  /** The same with one more component. */
  public StackOptions with(Component component) {
    Set<Component> more = EnumSet.copyOf(components);
    more.add(component);
    return withComponents(more);
  }

  /** The same with the stream on a Spark cluster of a master and two workers. */
  public StackOptions withSparkCluster() {
    Set<Component> more = EnumSet.copyOf(components);
    more.addAll(Component.sparkCluster());
    return withComponents(more);
  }

  /** The same with these components only. */
  public StackOptions withComponents(Set<Component> some) {
    return new StackOptions(stateFolder, some, ports, external, rate, environment, restartPolicy);
  }

  /** The same with one port changed; 0 takes a free one. */
  public StackOptions withPort(StackPort use, int number) {
    Map<StackPort, Integer> more = new EnumMap<>(StackPort.class);
    more.putAll(ports);
    more.put(use, number);
    return new StackOptions(
        stateFolder, components, more, external, rate, environment, restartPolicy);
  }

  /** The same on free ports only, as tests want it. */
  public StackOptions withFreePorts() {
    StackOptions options = this;
    for (StackPort use : StackPort.values()) {
      options = options.withPort(use, 0);
    }
    return options;
  }

  /** The same with an engine that runs already, in place of the embedded one. */
  public StackOptions withExternal(ExternalEngine engine) {
    Map<Component, ExternalEngine> more = new EnumMap<>(Component.class);
    more.putAll(external);
    more.put(engine.component(), engine);
    return new StackOptions(stateFolder, components, ports, more, rate, environment, restartPolicy);
  }

  /** The same with another rate of the background simulator, in events per second. */
  public StackOptions withRate(int eventsPerSecond) {
    return new StackOptions(
        stateFolder, components, ports, external, eventsPerSecond, environment, restartPolicy);
  }

  /** The same with one more environment variable for a component's process. */
  public StackOptions withEnvironment(Component component, String name, String value) {
    Map<Component, Map<String, String>> more = new EnumMap<>(Component.class);
    more.putAll(environment);
    Map<String, String> variables = new HashMap<>(more.getOrDefault(component, Map.of()));
    variables.put(name, value);
    more.put(component, variables);
    return new StackOptions(stateFolder, components, ports, external, rate, more, restartPolicy);
  }

  /** The same with another policy for components that end by themselves. */
  public StackOptions withRestartPolicy(RestartPolicy policy) {
    return new StackOptions(stateFolder, components, ports, external, rate, environment, policy);
  }

  /** Whether the stream runs on a Spark cluster. */
  boolean hasSparkCluster() {
    return components.contains(Component.SPARK_MASTER);
  }

  /** What must be ready before a component starts. */
  List<Component> needs(Component component) {
    return needs(component, components);
  }

  private static List<Component> needs(Component component, Set<Component> components) {
    boolean onCluster = component == Component.SPARK && components.contains(Component.SPARK_MASTER);
    return Stream.concat(
            component.dependencies().stream(),
            onCluster ? Component.sparkCluster().stream() : Stream.empty())
        .toList();
  }

  /** Whether a component is started by us rather than being there already. */
  boolean starts(Component component) {
    return components.contains(component) && !external.containsKey(component);
  }

  /** The port as wanted; empty when it is not used by what is started. */
  OptionalInt wantedPort(StackPort use) {
    return use.component().map(this::starts).orElse(true)
        ? OptionalInt.of(ports.getOrDefault(use, use.usual()))
        : OptionalInt.empty();
  }

  private static void requirePort(StackPort use, int number) {
    if (number < 0 || number > 65_535) {
      throw new IllegalArgumentException(
          use.option() + " is " + number + "; allowed: 1 to 65535, or 0 for any free port");
    }
  }
}
