package io.millrace.gateway.security;

import io.millrace.gateway.config.GatewayConfig;
import io.millrace.runtime.InvalidSettingException;
import io.millrace.runtime.access.ApiKey;
import io.millrace.runtime.access.KeyEntry;
import io.millrace.runtime.access.KeyFile;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API keys that let somebody in, as their file says; it is looked at every second. A line that
 * turns bad lets nobody in, nor does a file that is gone: what cannot be read may be a revocation.
 */
@Singleton
public class ApiKeys {

  private static final Logger log = LoggerFactory.getLogger(ApiKeys.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final String VARIABLE = "MILLRACE_GATEWAY_API_KEYS_FILE";

  private final Optional<KeyFile> file;

  /**
   * By the first eight bytes of the digest. How long that search takes may tell of a digest, but a
   * digest cannot be chosen, nor turned into a key; the rest is compared in constant time.
   */
  private volatile Map<Long, Known> keys = Map.of();

  private KeyFile.@Nullable Version version;

  private record Known(byte[] digest, SecurityIdentity identity) {}

  /**
   * @throws InvalidSettingException if the file cannot be read or has bad lines
   */
  ApiKeys(GatewayConfig config) {
    this.file = config.gateway().apiKeysFile().map(KeyFile::new);
    file.ifPresent(this::begin);
  }

  private void begin(KeyFile named) {
    try {
      version = named.version();
      KeyFile.Content content = named.read();
      if (!content.problems().isEmpty()) {
        throw new InvalidSettingException(
            VARIABLE,
            "\"" + named.path() + "\"",
            "a file of good lines; " + String.join("; ", content.problems()));
      }
      use(named, content);
    } catch (IOException e) {
      throw new InvalidSettingException(
          VARIABLE,
          "\"" + named.path() + "\", which cannot be read",
          "a file of API keys that the gateway can read; make one with: ./millrace keys create"
              + " NAME --role read");
    }
  }

  void watch(@Observes StartupEvent start, Vertx vertx) {
    file.ifPresent(
        watched ->
            vertx.setPeriodic(
                LOOK_EVERY.toMillis(),
                timer ->
                    vertx.executeBlocking(
                        () -> {
                          look(watched);
                          return true;
                        })));
  }

  /** Reads the file again if it has changed. */
  private synchronized void look(KeyFile watched) {
    try {
      KeyFile.Version now = watched.version();
      if (now.equals(version)) {
        return;
      }
      // Before it is read: a change during the reading is seen the next time.
      version = now;
      KeyFile.Content content = watched.read();
      content.problems().forEach(problem -> log.error("API key not used: {}", problem));
      use(watched, content);
    } catch (IOException e) {
      if (version != null || !keys.isEmpty()) {
        log.error("no API key is accepted until {} can be read: {}", watched.path(), e.toString());
      }
      version = null;
      keys = Map.of();
    }
  }

  private void use(KeyFile read, KeyFile.Content content) throws IOException {
    Map<Long, Known> known = new HashMap<>();
    for (KeyEntry entry : content.keys()) {
      byte[] digest = entry.digest();
      known.put(prefix(digest), new Known(digest, Identities.of(entry)));
    }
    keys = Map.copyOf(known);
    log.info("{} API keys are accepted, from {}", known.size(), read.path());
    if (read.isOpenToOthers()) {
      log.warn(
          "others than its owner can read or write {}; remedy: chmod 600 {}",
          read.path(),
          read.path());
    }
  }

  /** Who has that key; empty if it is none, or not known. */
  Optional<SecurityIdentity> bearer(String text) {
    return ApiKey.read(text)
        .flatMap(
            key -> {
              byte[] digest = key.digest();
              Known known = keys.get(prefix(digest));
              return known != null && MessageDigest.isEqual(known.digest(), digest)
                  ? Optional.of(known.identity())
                  : Optional.empty();
            });
  }

  private static long prefix(byte[] digest) {
    return ByteBuffer.wrap(digest).getLong();
  }
}
