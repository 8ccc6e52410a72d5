package io.millrace.gateway.pipeline;

import io.millrace.gateway.stream.LiveFeed;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The pipeline's report, each second. */
@ApplicationScoped
class PipelineFeed implements LiveFeed {

  private final PipelineWatch watch;

  PipelineFeed(PipelineWatch watch) {
    this.watch = watch;
  }

  @Override
  public String name() {
    return "pipeline";
  }

  @Override
  public CompletionStage<Instant> mark() {
    return CompletableFuture.completedFuture(Instant.now());
  }

  @Override
  public CompletionStage<PipelineReport> content() {
    return CompletableFuture.completedFuture(watch.current());
  }
}
