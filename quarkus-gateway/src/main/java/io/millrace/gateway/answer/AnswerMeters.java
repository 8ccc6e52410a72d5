package io.millrace.gateway.answer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.gateway.analytics.Endpoint;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts answers by endpoint and where they came from. */
@ApplicationScoped
class AnswerMeters {

  private final MeterRegistry meters;
  private final Map<Endpoint, OfEndpoint> counters = new ConcurrentHashMap<>();

  AnswerMeters(MeterRegistry meters) {
    this.meters = meters;
  }

  /** An answer was found. */
  void found(Endpoint endpoint, Source source) {
    of(endpoint).found(source);
  }

  /** 304 was all that needed to be said. */
  void notModified(Endpoint endpoint) {
    of(endpoint).notModified.increment();
  }

  private OfEndpoint of(Endpoint endpoint) {
    OfEndpoint known = counters.get(endpoint);
    return known != null ? known : counters.computeIfAbsent(endpoint, OfEndpoint::new);
  }

  /** Looked up once: a registry's own look-up costs more than a kept answer does. */
  private final class OfEndpoint {

    private final Map<Source, Counter> sources = new EnumMap<>(Source.class);
    private final Counter notModified;

    private OfEndpoint(Endpoint endpoint) {
      for (Source source : Source.values()) {
        sources.put(
            source,
            Counter.builder("millrace.gateway.answers")
                .description("Answers by where they came from")
                .tag("endpoint", endpoint.name())
                .tag("source", source.tag())
                .register(meters));
      }
      notModified =
          Counter.builder("millrace.gateway.answers.not.modified")
              .description("Answers that the client had already")
              .tag("endpoint", endpoint.name())
              .register(meters);
    }

    private void found(Source source) {
      Counter counter = sources.get(source);
      if (counter != null) {
        counter.increment();
      }
    }
  }
}
