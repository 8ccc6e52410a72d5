package io.millrace.gateway.health;

import io.millrace.gateway.config.GatewayConfig;
import io.millrace.model.Buckets;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.health.api.Wellness;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The S3 store: each bucket is there, asked with our signature. */
@Wellness
@ApplicationScoped
class S3Check implements AsyncHealthCheck, Probe {

  private final BoundedProbe bounded;
  private final GatewayConfig.S3 s3;
  private final Duration timeout;
  private @Nullable S3Client client;

  S3Check(BoundedProbe bounded, GatewayConfig config) {
    this.bounded = bounded;
    this.s3 = config.s3();
    this.timeout = config.gateway().probeTimeout();
  }

  /** Made when first asked: it loads many classes, and the constructor runs on an I/O thread. */
  private synchronized S3Client client() {
    if (client == null) {
      client = create();
    }
    return client;
  }

  private S3Client create() {
    return S3Client.builder()
        .endpointOverride(s3.endpoint())
        .region(Region.of(s3.region()))
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(s3.accessKey(), s3.secretKey())))
        .forcePathStyle(true)
        .httpClientBuilder(
            UrlConnectionHttpClient.builder().connectionTimeout(timeout).socketTimeout(timeout))
        .overrideConfiguration(
            options -> options.apiCallTimeout(timeout).retryStrategy(retry -> retry.maxAttempts(1)))
        .build();
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return bounded.check(this);
  }

  @Override
  public String name() {
    return "s3";
  }

  @Override
  public String address() {
    return s3.endpoint().toString();
  }

  @Override
  public String ask() {
    for (String bucket : Buckets.ALL) {
      try {
        client().headBucket(request -> request.bucket(bucket));
      } catch (S3Exception e) {
        // A HEAD has no body, so the status is all the store says.
        throw new IllegalStateException(
            "bucket " + bucket + " answers HTTP " + e.statusCode() + meaning(e.statusCode()));
      } catch (SdkException e) {
        throw new IllegalStateException("bucket " + bucket + ": " + e.getMessage(), e);
      }
    }
    return "buckets " + String.join(", ", Buckets.ALL);
  }

  private static String meaning(int status) {
    return switch (status) {
      case 403 -> ": the access key or its secret is refused";
      case 404 -> ": it does not exist";
      default -> "";
    };
  }

  @PreDestroy
  synchronized void close() {
    if (client != null) {
      client.close();
    }
  }
}
