package io.millrace.gateway.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the gateway reads from the environment: {@code postgres().monitorUser()} is {@code
 * MILLRACE_POSTGRES_MONITOR_USER}, and so on. ClickHouse's own connection is Quarkus' data source,
 * configured from the same variables in {@code application.properties}.
 */
@ConfigMapping(prefix = "millrace")
public interface GatewayConfig {

  /** The analytics. */
  ClickHouse clickhouse();

  /** The source databases. */
  Postgres postgres();

  /** The log. */
  Kafka kafka();

  /** The object store. */
  S3 s3();

  /** The change-data-capture process. */
  Peer bridge();

  /** The streaming process. */
  Peer spark();

  /** The gateway's own limits. */
  Gateway gateway();

  /** Who may come in by a token. */
  Oidc oidc();

  /** ClickHouse; the data source connects. */
  interface ClickHouse {
    /** {@code jdbc:clickhouse://host:port}. */
    String url();

    /** A user that may read the analytics. */
    String user();

    /** Its password. */
    String password();
  }

  /** PostgreSQL, asked as a role that may only look. */
  interface Postgres {
    /** Host name or address. */
    String host();

    /** TCP port. */
    @WithConverter(PortConverter.class)
    int port();

    /** The monitoring role. */
    String monitorUser();

    /** Its password. */
    String monitorPassword();
  }

  /** Kafka. */
  interface Kafka {
    /** {@code host:port}, comma separated. */
    String bootstrapServers();
  }

  /** The S3 store. */
  interface S3 {
    /** {@code http://host:port}; buckets are addressed by path. */
    URI endpoint();

    /** The region that signatures name. */
    String region();

    /** Access key. */
    String accessKey();

    /** Secret key. */
    String secretKey();
  }

  /** Another Millrace process. */
  interface Peer {
    /** Where its {@code /health} is: {@code http://host:port}. */
    URI url();
  }

  /** Limits of the gateway itself. */
  interface Gateway {
    /** How long a query may take before the answer is 503: 100 ms to 10 s. */
    @WithDefault("2s")
    @WithConverter(TimeoutConverter.class)
    Duration queryTimeout();

    /** How long a health probe may take before its dependency counts as down: 100 ms to 10 s. */
    @WithDefault("2s")
    @WithConverter(TimeoutConverter.class)
    Duration probeTimeout();

    /** How long a download of a table may take, to its last byte: 1 s to 10 min. */
    @WithDefault("60s")
    @WithConverter(ExportTimeoutConverter.class)
    Duration exportTimeout();

    /** How long an answer is given again before ClickHouse is asked anew: to 1 min, 0 never. */
    @WithDefault("500ms")
    @WithConverter(CacheConverter.class)
    Duration cache();

    /**
     * How old an answer may be that is given while ClickHouse cannot be asked: to 1 day, 0 none.
     */
    @WithDefault("10m")
    @WithConverter(StaleConverter.class)
    Duration stale();

    /** Bytes of answers that may be on their way to clients at once. */
    @WithDefault("32M")
    @WithConverter(MemorySizeConverter.class)
    MemorySize inFlight();

    /** The file of the API keys' digests; without it there are no keys. */
    Optional<Path> apiKeysFile();

    /** Requests per second of one client; without it see {@code RequestLimits}. */
    @WithConverter(RateLimitConverter.class)
    Optional<RateLimit> rateLimit();

    /** The origins whose pages may read answers; none without it. */
    Optional<List<@WithConverter(OriginConverter.class) String>> corsOrigins();

    /** A PEM certificate chain; with it the gateway speaks TLS only. */
    Optional<Path> tlsCertificateFile();

    /** The PEM private key of that certificate. */
    Optional<Path> tlsKeyFile();
  }

  /** OpenID Connect: bearer tokens of a provider. */
  interface Oidc {
    /** The provider's issuer, where its discovery document is; without it no token is taken. */
    Optional<URI> issuer();

    /** What a token must be for. */
    Optional<String> audience();

    /** The claim that holds the roles, with slashes between nested names. */
    @WithDefault("groups")
    String rolesClaim();
  }
}
