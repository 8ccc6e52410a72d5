package io.millrace.gateway.pipeline;

import io.millrace.gateway.analytics.Endpoint;
import io.millrace.gateway.answer.Content;
import io.millrace.gateway.answer.ReadyAnswers;
import io.millrace.gateway.request.Answers;
import io.millrace.gateway.request.RequestParameters;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Answers {@link PipelineApi} from what {@link PipelineWatch} sees, and from the ledgers. */
public class PipelineResource implements PipelineApi {

  private static final Endpoint FRESHNESS = Endpoint.light("freshness");

  private final PipelineWatch watch;
  private final ReadyAnswers answers;
  private final FreshnessRepository freshness;
  private final InstantSource clock = InstantSource.system();

  PipelineResource(PipelineWatch watch, ReadyAnswers answers, FreshnessRepository freshness) {
    this.watch = watch;
    this.answers = answers;
    this.freshness = freshness;
  }

  @Override
  public CompletionStage<Response> pipeline(UriInfo uri) {
    new RequestParameters(uri.getQueryParameters(), List.of()).check();
    return watch.fresh().thenApply(report -> Answers.fresh(report).build());
  }

  @Override
  public CompletionStage<Response> freshness(UriInfo uri) {
    FreshnessQuery query = FreshnessQuery.read(uri.getQueryParameters(), clock);
    return answers.respond(
        FRESHNESS, connection -> Content.of(freshness.freshness(connection, query)));
  }
}
