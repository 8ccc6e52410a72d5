package io.millrace.local.stack;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one component: starts it when what it needs is ready, starts it again when it ends by
 * itself, stops it when asked. Everything it does, it does on one thread, one thing at a time.
 */
final class Keeper {

  private static final Logger log = LoggerFactory.getLogger(Keeper.class);

  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** After this long a component counts as well again, and the pause as short. */
  private static final Duration GOOD_LIFE = Duration.ofMinutes(2);

  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(2);

  private enum Event {
    ENDED,
    START,
    STOP
  }

  private record Request(Event event, CompletableFuture<Void> done) {}

  private final Component component;
  private final Launcher launcher;
  private final RestartPolicy policy;
  private final Consumer<ComponentStatus> listener;
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private final CompletableFuture<Void> firstReady = new CompletableFuture<>();
  private final Object interruption = new Object();
  private boolean interruptible;

  private volatile ComponentStatus status;
  private volatile @Nullable RunningPart part;
  private volatile @Nullable Thread thread;
  private Instant launched = Instant.now();
  private String startTook = "";
  private Duration nextPause = SHORTEST_PAUSE;

  Keeper(
      Component component,
      Launcher launcher,
      RestartPolicy policy,
      Consumer<ComponentStatus> listener) {
    this.component = component;
    this.launcher = launcher;
    this.policy = policy;
    this.listener = listener;
    this.status = newStatus(Phase.WAITING, "", ComponentStatus.UNKNOWN, Instant.now());
  }

  Component component() {
    return component;
  }

  ComponentStatus status() {
    return status;
  }

  /** Whether {@link #begin} was called: before that there is nothing to stop. */
  boolean hasBegun() {
    return thread != null;
  }

  /** Completes at the first readiness, or with why there was none. */
  CompletableFuture<Void> firstReady() {
    return firstReady;
  }

  /** Begins; the component is started as soon as {@code needed} are ready. */
  void begin(List<Keeper> needed) {
    Thread keeper = new Thread(() -> live(needed), "keeper-" + component.id());
    keeper.setDaemon(true);
    thread = keeper;
    keeper.start();
  }

  /** Asks it to stop; completes when it has. A start under way is given up. */
  CompletableFuture<Void> stop() {
    CompletableFuture<Void> done = ask(Event.STOP);
    synchronized (interruption) {
      Thread keeper = thread;
      if (interruptible && keeper != null) {
        keeper.interrupt();
      }
    }
    return done;
  }

  /** Asks it to start again; completes when it is ready. */
  CompletableFuture<Void> start() {
    return ask(Event.START);
  }

  /** Ends its process at once, as a crash would. */
  void kill() throws InterruptedException {
    RunningPart running = part;
    if (running == null) {
      throw new IllegalStateException(component.id() + " does not run");
    }
    running.kill();
  }

  private CompletableFuture<Void> ask(Event event) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    requests.add(new Request(event, done));
    return done;
  }

  private void live(List<Keeper> needed) {
    try {
      if (!awaitNeeded(needed) || !tryLaunch(firstReady)) {
        firstReady.completeExceptionally(new CancellationException("not started"));
      }
      while (true) {
        Request request = nextRequest();
        switch (request.event()) {
          case STOP -> {
            end();
            request.done().complete(null);
          }
          case START -> {
            end();
            tryLaunch(request.done());
          }
          case ENDED -> reviveIfWanted();
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted outside of a start", e);
    }
  }

  /** Waits for the next request, looking after the component meanwhile. */
  private Request nextRequest() throws InterruptedException {
    while (true) {
      Request request = requests.poll(CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
      if (request != null) {
        return request;
      }
      RunningPart running = part;
      if (running != null && running.isAlive()) {
        running
            .trouble()
            .ifPresentOrElse(
                trouble -> report(Phase.UNWELL, trouble), () -> report(Phase.READY, startTook));
      }
    }
  }

  private boolean awaitNeeded(List<Keeper> needed) {
    report(
        Phase.WAITING,
        needed.isEmpty()
            ? ""
            : "for "
                + needed.stream().map(k -> k.component().id()).collect(Collectors.joining(", ")));
    return interruptibly(
        () -> {
          for (Keeper keeper : needed) {
            try {
              keeper.firstReady().get();
            } catch (ExecutionException | CancellationException e) {
              return false;
            }
          }
          return true;
        });
  }

  /** Starts it once; tells {@code done} how it went. */
  private boolean tryLaunch(CompletableFuture<Void> done) {
    Instant began = Instant.now();
    launched = began;
    report(Phase.STARTING, "");
    return interruptibly(
        () -> {
          try {
            RunningPart running =
                launcher.launch(
                    (detail, fraction) ->
                        publish(newStatus(Phase.STARTING, detail, fraction, status.since())));
            part = running;
            running.whenEnded(
                () -> requests.add(new Request(Event.ENDED, new CompletableFuture<>())));
            long milliseconds = Duration.between(began, Instant.now()).toMillis();
            startTook = "after %.1f s".formatted(milliseconds / 1000.0);
            report(Phase.READY, startTook);
            log.atInfo()
                .addKeyValue("component", component.id())
                .addKeyValue("milliseconds", milliseconds)
                .log("component is ready");
            done.complete(null);
            return true;
          } catch (InterruptedException e) {
            done.completeExceptionally(new CancellationException("stopped while starting"));
            return false;
          } catch (Exception | LinkageError | OutOfMemoryError e) {
            // An error too, or everyone would wait for this component for ever.
            String reason = e instanceof Exception ? message(e) : e.toString();
            log.atError()
                .addKeyValue("component", component.id())
                .setCause(e)
                .log("component did not start");
            report(Phase.FAILED, reason);
            done.completeExceptionally(
                new StackStartException(component.id() + " did not start: " + reason, e));
            return false;
          }
        });
  }

  private static String message(Throwable failure) {
    return Objects.requireNonNullElse(failure.getMessage(), failure.toString());
  }

  private interface Interruptible {
    boolean run() throws InterruptedException;
  }

  /** Lets {@link #stop} interrupt what is waited for here, and nothing after it. */
  private boolean interruptibly(Interruptible work) {
    synchronized (interruption) {
      if (stopIsAsked()) {
        return false;
      }
      interruptible = true;
    }
    try {
      return work.run();
    } catch (InterruptedException e) {
      return false;
    } finally {
      synchronized (interruption) {
        interruptible = false;
        // One that came too late to be seen must not hit what comes next.
        Thread.interrupted();
      }
    }
  }

  private boolean stopIsAsked() {
    return requests.stream().anyMatch(request -> request.event() == Event.STOP);
  }

  /** After an end that nobody asked for. */
  private void reviveIfWanted() {
    RunningPart ended = part;
    if (ended == null || ended.isAlive()) {
      return;
    }
    String reason = ended.epitaph();
    part = null;
    log.atWarn().addKeyValue("component", component.id()).log("component ended: {}", reason);
    if (policy == RestartPolicy.LEAVE) {
      report(Phase.FAILED, reason);
      return;
    }
    if (Duration.between(launched, Instant.now()).compareTo(GOOD_LIFE) > 0) {
      nextPause = SHORTEST_PAUSE;
    }
    while (part == null && requests.isEmpty()) {
      Duration pause = nextPause;
      nextPause = longer(pause);
      report(Phase.RESTARTING, reason + "; again in " + pause.toSeconds() + " s");
      if (!interruptibly(() -> sleep(pause)) || !tryLaunch(new CompletableFuture<>())) {
        reason = status.detail();
      }
    }
  }

  private static boolean sleep(Duration pause) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(pause.toMillis());
    return true;
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
  }

  /** Stops it if it runs, and lets a failure stand; nothing else is on this thread meanwhile. */
  private void end() throws InterruptedException {
    RunningPart running = part;
    if (running != null && running.isAlive()) {
      report(Phase.STOPPING, "");
      running.stop();
    }
    part = null;
    if (status.phase() != Phase.FAILED) {
      report(Phase.STOPPED, "");
    }
  }

  private void report(Phase phase, String detail) {
    Instant since = status.phase() == phase ? status.since() : Instant.now();
    publish(newStatus(phase, detail, ComponentStatus.UNKNOWN, since));
  }

  private void publish(ComponentStatus now) {
    if (!now.equals(status)) {
      status = now;
      listener.accept(now);
    }
  }

  private ComponentStatus newStatus(Phase phase, String detail, double fraction, Instant since) {
    RunningPart running = part;
    return new ComponentStatus(
        component,
        phase,
        since,
        detail,
        fraction,
        running == null ? 0 : running.pid(),
        launcher.address());
  }
}
