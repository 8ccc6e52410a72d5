package io.millrace.gateway.health;

import io.millrace.gateway.config.GatewayConfig;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.Dependent;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.jspecify.annotations.Nullable;

/**
 * Gives a {@link Probe} a time limit. Requests that come while it is being asked share its answer:
 * a dependency that hangs holds one thread, however often health is polled.
 */
@Dependent
class BoundedProbe {

  private final Duration timeout;
  private final Executor executor;
  private final AtomicReference<@Nullable CompletableFuture<Answer>> underWay =
      new AtomicReference<>();

  BoundedProbe(GatewayConfig config, Executor executor) {
    this.timeout = config.gateway().probeTimeout();
    this.executor = executor;
  }

  /** Asks now, or joins who asks already. */
  Uni<HealthCheckResponse> check(Probe probe) {
    return Uni.createFrom()
        .completionStage(
            () ->
                answer(probe)
                    .copy()
                    .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .handle((answer, failure) -> response(probe, answer, failure)));
  }

  private CompletableFuture<Answer> answer(Probe probe) {
    CompletableFuture<Answer> mine = new CompletableFuture<>();
    CompletableFuture<Answer> others = underWay.compareAndExchange(null, mine);
    if (others != null) {
      return others;
    }
    executor.execute(() -> ask(probe, mine));
    return mine;
  }

  private void ask(Probe probe, CompletableFuture<Answer> result) {
    long start = System.nanoTime();
    try {
      String detail = probe.ask();
      underWay.set(null);
      result.complete(new Answer(detail, (System.nanoTime() - start) / 1_000_000));
    } catch (Throwable e) {
      underWay.set(null);
      result.completeExceptionally(e);
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private HealthCheckResponse response(
      Probe probe, @Nullable Answer answer, @Nullable Throwable failure) {
    var response = HealthCheckResponse.named(probe.name()).withData("address", probe.address());
    probe.knowledge().forEach(response::withData);
    if (answer != null) {
      return response
          .up()
          .withData("latencyMs", answer.milliseconds())
          .withData("detail", answer.detail())
          .build();
    }
    return response.down().withData("error", error(failure)).build();
  }

  private String error(@Nullable Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof TimeoutException && cause.getMessage() == null) {
      return "no answer within " + timeout.toMillis() + " ms";
    }
    return rootMessage(cause);
  }

  /** The message of the deepest cause that has one: wrappers only say that something failed. */
  private static String rootMessage(@Nullable Throwable failure) {
    String message = "unknown";
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      message =
          cause.getMessage() == null
              ? cause.getClass().getSimpleName()
              : cause.getMessage().lines().findFirst().orElse("").strip();
    }
    return message;
  }

  private record Answer(String detail, long milliseconds) {}
}
