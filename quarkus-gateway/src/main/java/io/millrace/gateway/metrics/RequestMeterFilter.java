package io.millrace.gateway.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gives the meters of requests their buckets, and keeps their labels few: whatever a client may ask
 * for, {@code uri} is a published path, a group of files, or {@value #UNKNOWN}, and {@code method}
 * is one that HTTP knows, or {@value #OTHER}.
 */
@Singleton
public class RequestMeterFilter implements MeterFilter {

  /** Quarkus' own word for a path that is none of the gateway's. */
  static final String UNKNOWN = "UNKNOWN";

  static final String OTHER = "OTHER";

  private static final String REQUESTS = "http.server.requests";

  /** Written by the build from the same annotations that route the requests. */
  private static final String OPENAPI = "META-INF/quarkus-generated-openapi-doc.JSON";

  /** What Quarkus says instead of a path. */
  private static final List<String> WORDS =
      List.of("root", "NOT_FOUND", "REDIRECTION", UNKNOWN, "/cors-preflight");

  /** What is below {@code /q} is not counted. */
  private static final List<String> OWN_PAGES = List.of("/index.html", "/millrace.svg");

  /** Each is one value with all that is below it. */
  private static final List<String> GROUPS = List.of("/page", "/lib", "/geo");

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private static final double[] BUCKETS =
      DoubleStream.of(5, 10, 25, 50, 100, 250, 500, 1_000, 2_000, 5_000)
          .map(millis -> millis * Duration.ofMillis(1).toNanos())
          .toArray();

  private final Set<String> known = new HashSet<>();

  RequestMeterFilter() {
    Stream.of(WORDS, OWN_PAGES, published()).forEach(known::addAll);
  }

  @Override
  public Meter.Id map(Meter.Id id) {
    if (!id.getName().equals(REQUESTS)) {
      return id;
    }
    return id.replaceTags(id.getTags().stream().map(this::bounded).toList());
  }

  @Override
  public @Nullable DistributionStatisticConfig configure(
      Meter.Id id, DistributionStatisticConfig config) {
    return id.getName().equals(REQUESTS)
        ? DistributionStatisticConfig.builder()
            .serviceLevelObjectives(BUCKETS)
            .build()
            .merge(config)
        : config;
  }

  private Tag bounded(Tag tag) {
    return switch (tag.getKey()) {
      case "uri" -> Tag.of("uri", uri(tag.getValue()));
      case "method" -> METHODS.contains(tag.getValue()) ? tag : Tag.of("method", OTHER);
      default -> tag;
    };
  }

  private String uri(String path) {
    if (known.contains(path)) {
      return path;
    }
    return GROUPS.stream()
        .filter(group -> path.equals(group) || path.startsWith(group + "/"))
        .findFirst()
        .orElse(UNKNOWN);
  }

  private static List<String> published() {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    try (InputStream document = loader.getResourceAsStream(OPENAPI)) {
      if (document == null) {
        throw new IllegalStateException(
            OPENAPI + " is missing: build the gateway with quarkus-smallrye-openapi");
      }
      JsonNode paths = new ObjectMapper().readTree(document).get("paths");
      return paths.properties().stream().map(path -> path.getKey()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
