package io.millrace.local.stack;

import io.millrace.local.monitoring.StackMetrics;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole platform on this machine: the embedded engines and every Millrace process, each a child
 * of this one. {@code millrace up} runs it, and the end-to-end tests run the very same.
 *
 * <pre>{@code
 * StackOptions options = StackOptions.in(folder).withFreePorts().withoutSimulator();
 * try (LocalStack stack = LocalStack.start(options)) {
 *   stack.kill(Component.SPARK);
 * }
 * }</pre>
 */
public final class LocalStack implements AutoCloseable {

  /** The only address anything embedded listens on. */
  public static final String HOST = "127.0.0.1";

  private static final Logger log = LoggerFactory.getLogger(LocalStack.class);

  private static final Duration PREVIOUS_RUN_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(90);

  private final StackOptions options;
  private final StateFolder folder;
  private final StateFolder.Ownership ownership;
  private final StackAddresses addresses;
  private final ProcessEnvironment environment;
  private final StatusListener listener;
  private final Map<Component, Keeper> keepers = new EnumMap<>(Component.class);
  private final Instant started = Instant.now();
  private volatile Optional<Instant> ready = Optional.empty();
  private volatile @Nullable StackMetrics metrics;
  private boolean closed;

  /** Is told of every change of a component, on the component's own thread. */
  @FunctionalInterface
  public interface StatusListener {
    /** Tells nobody. */
    StatusListener NONE = status -> {};

    /** A component's state has changed. */
    void changed(ComponentStatus status);
  }

  private LocalStack(
      StackOptions options,
      StateFolder folder,
      StateFolder.Ownership ownership,
      PortPlan ports,
      Secrets secrets,
      StatusListener listener) {
    this.options = options;
    this.folder = folder;
    this.ownership = ownership;
    this.listener = listener;
    this.addresses = Addressing.of(options, ports, secrets);
    this.environment = new ProcessEnvironment(addresses, secrets, folder);
    Launchers launchers =
        new Launchers(
            options,
            folder,
            addresses,
            environment,
            new EmbeddedLaunchers(folder, addresses, ports),
            new ClusterLaunchers(options, folder, addresses, secrets));
    Preparation preparation = new Preparation(addresses, secrets);
    for (Component component : Component.values()) {
      if (options.components().contains(component)) {
        Launcher launcher = preparation.after(component, launchers.of(component));
        keepers.put(
            component, new Keeper(component, launcher, options.restartPolicy(), this::changed));
      }
    }
  }

  /**
   * Starts everything and waits until all of it is ready.
   *
   * @throws StackStartException naming the part that does not start; nothing is left running then
   */
  public static LocalStack start(StackOptions options)
      throws StackStartException, IOException, InterruptedException {
    LocalStack stack = prepare(options, StatusListener.NONE);
    try {
      stack.run();
      return stack;
    } catch (StackStartException | InterruptedException | RuntimeException e) {
      stack.close();
      throw e;
    }
  }

  /**
   * Checks everything that can be checked before a start: that no other stack has the folder, that
   * the ports are free, that the modules are built. Nothing runs yet; {@link #close} gives the
   * folder back.
   *
   * @throws StackStartException saying what is in the way, and the remedy
   */
  public static LocalStack prepare(StackOptions options, StatusListener listener)
      throws StackStartException, IOException, InterruptedException {
    StateFolder folder = new StateFolder(options.stateFolder());
    StateFolder.Ownership ownership =
        folder
            .own()
            .orElseThrow(
                () ->
                    new StackStartException(
                        "a stack runs already with "
                            + folder.root()
                            + ": see it with \"millrace status\", end it with \"millrace down\", or"
                            + " choose another folder with --state-dir"));
    try {
      PreviousRun.awaitEnd(folder, PREVIOUS_RUN_LIMIT);
      Launchers.requireBuilt(options);
      PortPlan ports = PortPlan.of(options);
      folder.rotateLogs();
      Secrets secrets = Secrets.findOrCreate(folder.root());
      LocalStack stack = new LocalStack(options, folder, ownership, ports, secrets, listener);
      stack.writeStatus();
      return stack;
    } catch (StackStartException | IOException | InterruptedException | RuntimeException e) {
      ownership.close();
      throw e;
    }
  }

  /**
   * Starts what {@link #prepare} has checked, and waits until all of it is ready.
   *
   * @throws StackStartException naming the part that does not start; the rest still runs, until
   *     {@link #close}
   */
  public void run() throws StackStartException, InterruptedException {
    metrics =
        new StackMetrics(
            addresses.stack(), keepers.keySet(), component -> keeper(component).status());
    for (Keeper keeper : keepers.values()) {
      keeper.begin(options.needs(keeper.component()).stream().map(this::keeper).toList());
    }
    await(allOrFirstFailure(keepers.values().stream().map(Keeper::firstReady).toList()));
    ready = Optional.of(Instant.now());
    writeStatus();
  }

  /** Fails as soon as one does; what only waited for that one does not count. */
  private static CompletableFuture<Void> allOrFirstFailure(List<CompletableFuture<Void>> starts) {
    CompletableFuture<Void> verdict = new CompletableFuture<>();
    for (CompletableFuture<Void> start : starts) {
      CompletableFuture<Void> unused =
          start.whenComplete(
              (ready, failure) -> {
                if (failure instanceof StackStartException) {
                  verdict.completeExceptionally(failure);
                }
              });
    }
    CompletableFuture<Void> unused =
        CompletableFuture.allOf(starts.toArray(CompletableFuture[]::new))
            .whenComplete(
                (ready, failure) -> {
                  if (failure == null) {
                    verdict.complete(null);
                  } else {
                    verdict.completeExceptionally(failure);
                  }
                });
    return verdict;
  }

  private static void await(CompletableFuture<Void> future)
      throws StackStartException, InterruptedException {
    try {
      future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StackStartException start) {
        throw start;
      }
      throw new StackStartException(String.valueOf(e.getMessage()), e);
    }
  }

  private Keeper keeper(Component component) {
    Keeper keeper = keepers.get(component);
    if (keeper == null) {
      throw new IllegalArgumentException(component.id() + " is not part of this stack");
    }
    return keeper;
  }

  private void changed(ComponentStatus status) {
    writeStatus();
    StackMetrics told = metrics;
    if (told != null) {
      told.changed(status);
    }
    listener.changed(status);
  }

  private void writeStatus() {
    // Not this object's lock: close() holds that while it waits for components to report their end.
    synchronized (keepers) {
      writeStatusFile();
    }
  }

  private void writeStatusFile() {
    try {
      StatusFile.write(folder.statusFile(), status());
    } catch (IOException e) {
      log.atWarn().setCause(e).log("cannot write the status file");
    }
  }

  /** What is known of everything now. */
  public StackStatus status() {
    return new StackStatus(
        ProcessHandle.current().pid(),
        started,
        ready,
        keepers.values().stream().map(Keeper::status).toList());
  }

  /** Where everything is, and who may ask. */
  public StackAddresses addresses() {
    return addresses;
  }

  /** Its files. */
  public StateFolder folder() {
    return folder;
  }

  /**
   * The environment in which a simulator or a replay finds this stack's PostgreSQL, its password
   * and the masking key among it.
   */
  public Map<String, String> simulatorEnvironment() {
    return environment.simulator();
  }

  /** Ends a component's process at once (SIGKILL), as a crash would. */
  public void kill(Component component) throws InterruptedException {
    keeper(component).kill();
  }

  /** Stops a component in order; it stays down until {@link #restart}. */
  public void stop(Component component) throws StackStartException, InterruptedException {
    await(keeper(component).stop());
  }

  /**
   * Starts a component, after stopping it if it runs, and waits until it is ready.
   *
   * @throws StackStartException if it does not start
   */
  public void restart(Component component) throws StackStartException, InterruptedException {
    await(keeper(component).start());
  }

  /** Stops everything, last started first; the engines together, since nothing uses them then. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (List<Component> group : StopOrder.GROUPS) {
      List<CompletableFuture<Void>> stopping = new ArrayList<>();
      for (Component component : group) {
        Keeper keeper = keepers.get(component);
        if (keeper != null && keeper.hasBegun()) {
          stopping.add(keeper.stop());
        }
      }
      awaitStopped(stopping);
    }
    StackMetrics last = metrics;
    if (last != null) {
      last.close();
    }
    try {
      ownership.close();
    } catch (IOException e) {
      log.atWarn().setCause(e).log("cannot give the state folder back");
    }
  }

  private static void awaitStopped(List<CompletableFuture<Void>> stopping) {
    try {
      CompletableFuture.allOf(stopping.toArray(CompletableFuture[]::new))
          .get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // Its own messages say which; the rest is stopped all the same.
      log.atError().setCause(e).log("a component did not stop");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Groups in the order of stopping: what uses before what is used. */
  private static final class StopOrder {
    static final List<List<Component>> GROUPS =
        List.of(
            // First: what is stopped next is no reason for an alert.
            List.of(Component.PROMETHEUS, Component.ALERTMANAGER),
            List.of(Component.SIMULATOR, Component.GATEWAY, Component.SCHEDULER),
            List.of(Component.SPARK),
            List.of(Component.BRIDGE, Component.SPARK_WORKER_1, Component.SPARK_WORKER_2),
            List.of(
                Component.SPARK_MASTER,
                Component.CLICKHOUSE,
                Component.S3,
                Component.KAFKA,
                Component.POSTGRES));
  }
}
