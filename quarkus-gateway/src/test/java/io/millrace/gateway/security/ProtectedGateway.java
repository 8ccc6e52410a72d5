package io.millrace.gateway.security;

import io.millrace.runtime.access.ApiKey;
import io.millrace.runtime.access.KeyFile;
import io.millrace.runtime.access.Role;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import no.nav.security.mock.oauth2.MockOAuth2Server;

/** A gateway with API keys and a provider of tokens. */
public final class ProtectedGateway implements QuarkusTestResourceLifecycleManager {

  static final String AUDIENCE = "millrace-gateway";
  static final String ISSUER = "millrace";
  static final int REQUESTS_PER_SECOND = 30;
  static final String OTHER_SITE = "https://grafana.example.com";

  private static final Map<String, ApiKey> keys = new HashMap<>();
  private static KeyFile file;
  private static MockOAuth2Server issuer;

  @Override
  public Map<String, String> start() {
    try {
      Path folder = Files.createTempDirectory("millrace-protected");
      file = new KeyFile(folder.resolve("api-keys"));
      for (String name : List.of("reader", "hasty", "patient", "looked-at", "browser")) {
        create(name, Role.READ);
      }
      create("operator", Role.ADMIN);
      issuer = new MockOAuth2Server();
      issuer.start(InetAddress.getLoopbackAddress(), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    Map<String, String> config = new HashMap<>();
    config.put("millrace.gateway.api-keys-file", file.path().toString());
    config.put("millrace.gateway.rate-limit", String.valueOf(REQUESTS_PER_SECOND));
    config.put("millrace.gateway.cors-origins", OTHER_SITE + ",http://127.0.0.1:3000");
    config.put("millrace.oidc.issuer", issuer.issuerUrl(ISSUER).toString());
    config.put("millrace.oidc.audience", AUDIENCE);
    return config;
  }

  @Override
  public void stop() {
    issuer.shutdown();
  }

  static KeyFile file() {
    return file;
  }

  static String create(String name, Role role) throws IOException {
    ApiKey key = file.create(name, role);
    keys.put(name, key);
    return key.reveal();
  }

  static String key(String name) {
    return keys.get(name).reveal();
  }

  static List<String> everyKey() {
    return keys.values().stream().map(ApiKey::reveal).toList();
  }

  static String token(
      String issuerId, String audience, String subject, long seconds, Object roles) {
    return issuer
        .issueToken(issuerId, subject, audience, Map.of("groups", roles), seconds)
        .serialize();
  }

  static String token(String subject, String... roles) {
    return token(ISSUER, AUDIENCE, subject, 3_600, List.of(roles));
  }
}
