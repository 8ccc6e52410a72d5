package io.millrace.gateway.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.millrace.gateway.config.GatewayConfig;
import io.millrace.gateway.config.RateLimit;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How often a client may ask, and how often an address may fail to say who it is. Each client has a
 * bucket of its own, without locks; only the buckets of the {@value #CLIENTS} that came last are
 * kept, whatever clients do.
 */
@Singleton
public class RequestLimits {

  static final int CLIENTS = 20_000;

  /** Failures at once, and in a minute. */
  static final int FAILURES = 10;

  private static final RateLimit DEFAULT = new RateLimit(100);

  /** Where the bucket is full again after a second or two, it need not be kept longer. */
  private static final Duration KEPT = Duration.ofMinutes(2);

  private final RateLimit limit;
  private final Cache<String, Bucket> clients = buckets();
  private final Cache<String, Bucket> failures = buckets();

  /**
   * What a client has left.
   *
   * @param admitted whether it may ask now
   * @param remaining requests it may still make at once
   * @param waitSeconds until it may ask again; 0 if it may now
   */
  record Allowance(boolean admitted, long remaining, long waitSeconds) {}

  @Inject
  RequestLimits(GatewayConfig config, Access access) {
    this(config.gateway().rateLimit().orElse(access.isOpen() ? RateLimit.OFF : DEFAULT));
  }

  RequestLimits(RateLimit limit) {
    this.limit = limit;
  }

  private static Cache<String, Bucket> buckets() {
    return Caffeine.newBuilder().maximumSize(CLIENTS).expireAfterAccess(KEPT).build();
  }

  /** Whether there is a limit for clients; there always is one for failures. */
  boolean isOn() {
    return limit.isOn();
  }

  /** The limit as a {@code RateLimit-Policy}: as many within as many seconds. */
  String policy() {
    return "\"requests\";q=" + limit.burst() + ";w=2";
  }

  /** Counts a request of a client, if there is a limit. */
  Allowance request(String client) {
    Bucket bucket =
        clients.get(
            client,
            unknown ->
                Bucket.builder()
                    .addLimit(
                        bandwidth ->
                            bandwidth
                                .capacity(limit.burst())
                                .refillGreedy(limit.perSecond(), Duration.ofSeconds(1)))
                    .build());
    return consume(bucket);
  }

  /** Counts a failure to authenticate. */
  Allowance failure(String address) {
    Bucket bucket =
        failures.get(
            address,
            unknown ->
                Bucket.builder()
                    .addLimit(
                        bandwidth ->
                            bandwidth
                                .capacity(FAILURES)
                                .refillGreedy(FAILURES, Duration.ofMinutes(1)))
                    .build());
    return consume(bucket);
  }

  private static Allowance consume(Bucket bucket) {
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
    long nanos = probe.getNanosToWaitForRefill();
    return new Allowance(
        probe.isConsumed(),
        probe.getRemainingTokens(),
        probe.isConsumed() ? 0 : TimeUnit.NANOSECONDS.toSeconds(nanos) + 1);
  }

  /** How many clients are remembered, about. */
  long size() {
    clients.cleanUp();
    failures.cleanUp();
    return clients.estimatedSize() + failures.estimatedSize();
  }
}
