package io.millrace.gateway.security;

import static io.millrace.gateway.security.ProtectedGateway.AUDIENCE;
import static io.millrace.gateway.security.ProtectedGateway.ISSUER;
import static io.millrace.gateway.security.ProtectedGateway.key;
import static io.millrace.gateway.security.ProtectedGateway.token;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.gateway.EmbeddedDependencies;
import io.millrace.gateway.security.RawHttp.Answer;
import io.millrace.runtime.access.ApiKey;
import io.millrace.runtime.access.Role;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With API keys and a provider of tokens. What counts addresses uses one of its own each time. */
@QuarkusTest
@QuarkusTestResource(
    value = EmbeddedDependencies.class,
    restrictToAnnotatedClass = true,
    initArgs = @ResourceArg(name = "millrace.gateway.cache", value = "3s"))
@QuarkusTestResource(value = ProtectedGateway.class, restrictToAnnotatedClass = true)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProtectedAccessTest {

  private static final String SESSION = "/api/v1/session";
  private static final String PROBE = "/api/v1/probe";
  private static final AtomicInteger LAST_ADDRESS = new AtomicInteger();
  private static final List<String> SENT_TOKENS = new ArrayList<>();
  private static DebugLog log;

  @BeforeAll
  static void listen() {
    log = DebugLog.begin();
  }

  @AfterAll
  static void listenNoMore() {
    log.close();
  }

  @Test
  void asksWhoComesWhereSomethingIsToBeRead() {
    for (String path :
        List.of(
            SESSION,
            PROBE,
            "/api/v1/telecom/summary",
            "/api/nothing",
            "/api",
            "/q/metrics",
            "//api/v1/probe",
            "/q/../api/v1/probe",
            "/%61pi/v1/probe",
            "/api/v1/./probe")) {
      Answer answer = RawHttp.from(address()).get(path);

      assertThat(answer.status()).as(path).isEqualTo(401);
      assertThat(answer.header("WWW-Authenticate")).contains("Bearer");
      assertThat(answer.<String>json("type")).isEqualTo("urn:millrace:problem:unauthenticated");
      assertThat(answer.<String>json("requestId"))
          .isEqualTo(answer.header("X-Request-Id").orElseThrow());
    }
    for (String path : List.of("/api;x=1/v1/probe", "/api/v1;x/probe", "/api/v1/probe;x=1")) {
      assertThat(RawHttp.from(address()).get(path).body()).as(path).doesNotContain("seen");
    }
  }

  @Test
  void turnsAStrangerAwayFromAnAnswerThatIsKept() {
    String path = "/api/v1/telecom/regions/top?limit=7";
    assertThat(bearer(key("reader")).get(path).status()).isEqualTo(200);
    assertThat(bearer(key("reader")).get(path).header("Cache-Status")).contains("millrace; hit");

    Answer stranger = RawHttp.from(address()).get(path);

    assertThat(stranger.status()).isEqualTo(401);
    assertThat(stranger.header("Cache-Status")).isEmpty();
  }

  @Test
  void showsPageDocumentsAndHealthToEverybody() {
    for (String path :
        List.of("/", "/page/main.js", "/q/health/live", "/q/openapi", "/q/swagger-ui/")) {
      assertThat(RawHttp.from(address()).get(path).status()).as(path).isEqualTo(200);
      assertThat(RawHttp.from(address()).with("Cookie", "millrace_key=revoked").get(path).status())
          .as(path)
          .isEqualTo(200);
    }
  }

  @Test
  void takesAKeyInEachPlaceAndHeadersBeforeTheCookie() {
    String reader = key("reader");
    String whole = "{\"name\":\"reader\",\"roles\":[\"read\"],\"access\":\"key\"}";

    assertThat(bearer(reader).get(SESSION).body()).isEqualTo(whole);
    assertThat(
            RawHttp.from(address()).with("Authorization", "bEaReR   " + reader).get(SESSION).body())
        .isEqualTo(whole);
    assertThat(RawHttp.from(address()).with("X-API-Key", reader).get(SESSION).body())
        .isEqualTo(whole);
    assertThat(
            RawHttp.from(address())
                .with("Cookie", "a=b; millrace_key=" + reader + "; c=d")
                .get(SESSION)
                .body())
        .isEqualTo(whole);
    assertThat(
            RawHttp.from(address())
                .with("Authorization", "Bearer " + reader)
                .with("X-API-Key", "mlr_wrong")
                .with("Cookie", "millrace_key=wrong")
                .get(SESSION)
                .body())
        .isEqualTo(whole);
    assertThat(bearer(reader).get("/q/metrics").status()).isEqualTo(200);
    assertThat(bearer(key("operator")).get(SESSION).body())
        .isEqualTo("{\"name\":\"operator\",\"roles\":[\"read\",\"admin\"],\"access\":\"key\"}");
  }

  @Test
  void letsOnlyAdminsChangeThings() {
    Answer refused = bearer(key("reader")).send("POST", PROBE, "");

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.<String>json("type")).isEqualTo("urn:millrace:problem:forbidden");
    assertThat(refused.<String>json("detail")).contains("admin");
    assertThat(refused.<String>json("requestId")).isNotBlank();
    assertThat(bearer(key("operator")).send("POST", PROBE, "").body()).isEqualTo("changed");
    assertThat(RawHttp.from(address()).send("DELETE", PROBE, "").status()).isEqualTo(401);
  }

  @Test
  void refusesEveryForgedKey() {
    String good = key("reader");
    char last = good.charAt(good.length() - 1) == 'A' ? 'B' : 'A';
    List<String> forged =
        List.of(
            "mlr_",
            good.substring(0, good.length() - 1),
            good.substring(0, good.length() - 1) + last,
            good + "A",
            good.toUpperCase(java.util.Locale.ROOT),
            good.substring(4),
            "mlr_" + "é".repeat(43),
            "mlr_" + "\u202e".repeat(43),
            "mlr_' OR '1'='1",
            "mlr_" + "x".repeat(6_000),
            ApiKey.generate().reveal(),
            "reader",
            "",
            "null");

    for (String key : forged) {
      assertRefused(RawHttp.from(address()).with("Authorization", "Bearer " + key).get(SESSION));
      assertRefused(RawHttp.from(address()).with("X-API-Key", key).get(SESSION));
      Answer answer = RawHttp.from(address()).with("Cookie", "millrace_key=" + key).get(SESSION);
      assertThat(answer.status()).as(key).isEqualTo(401);
    }
    for (String other :
        List.of("Basic cmVhZGVyOng=", "Bearer", "Digest x", good, "Bearer,Bearer")) {
      assertRefused(RawHttp.from(address()).with("Authorization", other).get(SESSION));
    }
  }

  @Test
  void doesNotLetAHeaderInjectAnother() {
    Answer answer =
        RawHttp.from(address())
            .with("X-API-Key", "mlr_x\r\nX-API-Key: " + key("reader"))
            .get(SESSION);

    // Two headers of one name, as the client wrote it: the first counts.
    assertThat(answer.status()).isEqualTo(401);
  }

  @Test
  void keepsAKeyInACookieThatScriptsAndOtherSitesDoNotGet() {
    Answer begun =
        RawHttp.from(address()).send("POST", SESSION, "{\"key\":\"" + key("browser") + "\"}");

    assertThat(begun.status()).isEqualTo(200);
    assertThat(begun.<String>json("name")).isEqualTo("browser");
    assertThat(begun.header("Cache-Control")).contains("no-store");
    String cookie = begun.header("Set-Cookie").orElseThrow();
    assertThat(cookie)
        .startsWith("millrace_key=" + key("browser") + ";")
        .contains("HttpOnly", "SameSite=Strict", "Path=/")
        .doesNotContain("Secure", "Domain", "Max-Age");
    String sent = cookie.substring(0, cookie.indexOf(';'));
    assertThat(RawHttp.from(address()).with("Cookie", sent).get(SESSION).status()).isEqualTo(200);

    Answer ended = RawHttp.from(address()).with("Cookie", sent).send("DELETE", SESSION, "");

    assertThat(ended.status()).isEqualTo(204);
    assertThat(ended.header("Set-Cookie").orElseThrow())
        .matches("millrace_key=\"?\"?;.*Max-Age=0.*")
        .contains("HttpOnly", "SameSite=Strict", "Path=/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"key\":null}",
        "{\"key\":\"\"}",
        "{\"key\":{}}",
        "[]",
        "{",
        "null",
        "\"x\""
      })
  void refusesASessionWithoutAKey(String body) {
    Answer answer = RawHttp.from(address()).send("POST", SESSION, body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.header("Set-Cookie")).isEmpty();
    assertThat(answer.<String>json("requestId")).isNotBlank();
  }

  @Test
  void refusesASessionWithAWrongKeyAndSoonDoesNotTakeMore() {
    String address = address();
    String wrong = ApiKey.generate().reveal();
    for (int i = 0; i < RequestLimits.FAILURES; i++) {
      Answer answer = RawHttp.from(address).send("POST", SESSION, "{\"key\":\"" + wrong + "\"}");
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.header("WWW-Authenticate")).contains("Bearer error=\"invalid_token\"");
      assertThat(answer.body()).doesNotContain(wrong);
    }
    Answer answer = RawHttp.from(address).send("POST", SESSION, "{\"key\":\"" + wrong + "\"}");

    assertTooMany(answer, 7);
    assertTooMany(RawHttp.from(address).with("X-API-Key", wrong).get(SESSION), 7);
    // Who knows a key is not shut out by others at the same address.
    assertThat(RawHttp.from(address).with("X-API-Key", key("reader")).get(SESSION).status())
        .isEqualTo(200);
    assertThat(RawHttp.from(address()).with("X-API-Key", wrong).get(SESSION).status())
        .isEqualTo(401);
  }

  @Test
  void letsACookieChangeThingsOnlyFromItsOwnPages() {
    String cookie = "millrace_key=" + key("operator");
    assertThat(
            RawHttp.from(address())
                .with("Cookie", cookie)
                .with("Origin", "https://evil.example.com")
                .send("POST", PROBE, "")
                .status())
        .isEqualTo(403);
    assertThat(
            RawHttp.from(address())
                .with("Cookie", cookie)
                .with("Sec-Fetch-Site", "cross-site")
                .send("DELETE", PROBE, "")
                .status())
        .isEqualTo(403);
    assertThat(
            RawHttp.from(address())
                .with("Host", "millrace.example.com")
                .with("Origin", "https://millrace.example.com")
                .with("Sec-Fetch-Site", "same-origin")
                .with("Cookie", cookie)
                .send("POST", PROBE, "")
                .body())
        .isEqualTo("changed");
    // A page cannot set these headers for another site unless it is named.
    assertThat(
            RawHttp.from(address())
                .with("Authorization", "Bearer " + key("operator"))
                .with("Origin", "https://evil.example.com")
                .send("POST", PROBE, "")
                .body())
        .isEqualTo("changed");
  }

  @Test
  void answersPagesOfTheOriginsThatAreNamed() {
    Answer asked =
        RawHttp.from(address())
            .with("Origin", ProtectedGateway.OTHER_SITE)
            .with("Access-Control-Request-Method", "GET")
            .with("Access-Control-Request-Headers", "authorization")
            .send("OPTIONS", SESSION, "");
    assertThat(asked.status()).isIn(200, 204);
    assertThat(asked.header("Access-Control-Allow-Origin")).contains(ProtectedGateway.OTHER_SITE);
    assertThat(asked.header("Access-Control-Allow-Credentials")).isEmpty();

    Answer answer = bearer(key("reader")).with("Origin", ProtectedGateway.OTHER_SITE).get(SESSION);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Access-Control-Allow-Origin")).contains(ProtectedGateway.OTHER_SITE);

    for (String other :
        List.of(
            "https://evil.example.com", "null", "*", ProtectedGateway.OTHER_SITE + ".evil.com")) {
      Answer refused = bearer(key("reader")).with("Origin", other).get(SESSION);
      assertThat(refused.header("Access-Control-Allow-Origin")).as(other).isEmpty();
    }
  }

  @Test
  void limitsEachClientByItselfAndLetsItInAgain() {
    int tooMany = 0;
    for (int i = 0; i < 200; i++) {
      Answer answer = bearer(key("hasty")).get(SESSION);
      assertThat(answer.header("RateLimit-Policy")).contains("\"requests\";q=60;w=2");
      if (answer.status() == 429) {
        assertTooMany(answer, 1);
        assertThat(answer.header("RateLimit")).contains("\"requests\";r=0;t=1");
        tooMany++;
      }
    }
    assertThat(tooMany).isPositive();
    assertThat(bearer(key("patient")).get(SESSION).status()).isEqualTo(200);
    for (int i = 0; i < 100; i++) {
      assertThat(RawHttp.from("127.9.9.9").get("/q/health/live").status()).isEqualTo(200);
    }

    await()
        .atMost(10, SECONDS)
        .untilAsserted(() -> assertThat(bearer(key("hasty")).get(SESSION).status()).isEqualTo(200));
  }

  @Test
  void limitsWhatEverybodyMaySeeByAddress() {
    String address = address();
    int tooMany = 0;
    for (int i = 0; i < 200; i++) {
      tooMany += RawHttp.from(address).get("/millrace.svg").status() == 429 ? 1 : 0;
    }

    assertThat(tooMany).isPositive();
    assertThat(RawHttp.from(address()).get("/millrace.svg").status()).isEqualTo(200);
  }

  @Test
  void takesTokensOfTheProvider() {
    assertThat(bearer(sent(token("alice", "read"))).get(SESSION).body())
        .isEqualTo("{\"name\":\"alice\",\"roles\":[\"read\"],\"access\":\"oidc\"}");
    assertThat(bearer(sent(token("root", "admin", "staff"))).get(SESSION).body())
        .isEqualTo("{\"name\":\"root\",\"roles\":[\"read\",\"admin\"],\"access\":\"oidc\"}");
    assertThat(bearer(token("root", "admin")).send("POST", PROBE, "").body()).isEqualTo("changed");
    assertThat(bearer(token("alice", "read")).send("POST", PROBE, "").status()).isEqualTo(403);
  }

  @Test
  void refusesTokensThatAreNotForItOrNotTrue() {
    String good = sent(token("alice", "read"));
    String[] parts = good.split("\\.");
    String none = base64("{\"alg\":\"none\"}") + "." + parts[1] + ".";
    String risen =
        parts[0]
            + "."
            + base64(
                new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                    .replace("\"read\"", "\"admin\""))
            + "."
            + parts[2];
    List<String> wrong =
        List.of(
            token("other", AUDIENCE, "alice", 3_600, List.of("read")),
            token(ISSUER, "somebody-else", "alice", 3_600, List.of("read")),
            token(ISSUER, AUDIENCE, "alice", -3_600, List.of("read")),
            none,
            risen,
            parts[0] + "." + parts[1] + ".",
            good.substring(0, good.length() - 10),
            "a.b.c",
            "..");

    for (String token : wrong) {
      assertRefused(bearer(sent(token)).get(SESSION));
    }
    Answer strangers = bearer(sent(token("eve", "staff"))).get(SESSION);
    assertThat(strangers.status()).isEqualTo(403);
    assertThat(strangers.<String>json("detail")).contains("eve has no role");
    assertRefused(RawHttp.from(address()).with("X-API-Key", good).get(SESSION));
  }

  @Test
  void followsItsKeyFile() throws IOException {
    String added = ProtectedGateway.create("added", Role.READ);
    awaitStatus(added, 200);

    ProtectedGateway.file().revoke("added");
    awaitStatus(added, 401);

    byte[] before = Files.readAllBytes(ProtectedGateway.file().path());
    Files.writeString(ProtectedGateway.file().path(), "broken\n", StandardOpenOption.APPEND);
    String again = key("looked-at");
    await()
        .atMost(10, SECONDS)
        .untilAsserted(
            () ->
                assertThat(log.text())
                    .contains("api-keys line ")
                    .contains("it has 1 parts; allowed: NAME ROLE CREATED SHA256"));
    awaitStatus(again, 200);

    Files.delete(ProtectedGateway.file().path());
    awaitStatus(again, 401);
    Files.write(ProtectedGateway.file().path(), before);
    awaitStatus(again, 200);
    // Written anew without a mode, so that others may read it.
    await().atMost(10, SECONDS).untilAsserted(() -> assertThat(log.text()).contains("chmod 600"));
  }

  @Test
  void namesTheSchemesInOpenApi() {
    Answer document = RawHttp.from(address()).get("/q/openapi?format=json");

    assertThat(document.<List<Object>>json("security")).hasSize(3);
    assertThat(document.<Map<String, Object>>json("components.securitySchemes"))
        .containsOnlyKeys("apiKey", "bearer", "session");
    assertThat(document.<Map<String, Object>>json("paths.'/api/v1/telecom/summary'.get.responses"))
        .containsKeys("401", "403", "429");
    assertThat(document.<List<Object>>json("paths.'/api/v1/session'.post.security"))
        .containsExactly(Map.of());
  }

  /** The last one: of all that the others have sent, at the finest level. */
  @Test
  @Order(Integer.MAX_VALUE)
  void writesNoKeyAndNoTokenIntoItsLog() throws IOException {
    RawHttp.from(address())
        .with("X-Request-Id", "known-id")
        .with("X-API-Key", key("reader"))
        .get(PROBE + "/defect");
    String logged = log.text();

    assertThat(logged)
        .contains("DEBUG io.")
        .containsPattern("ERROR \\S+ \\{known-id} .*request failed");
    for (String secret : ProtectedGateway.everyKey()) {
      assertThat(log.linesWith(secret.substring(8, 30))).isEmpty();
    }
    for (String token : SENT_TOKENS) {
      String signature = token.substring(token.lastIndexOf('.') + 1);
      if (signature.length() > 20) {
        assertThat(log.linesWith(signature)).isEmpty();
      }
    }
  }

  private static void awaitStatus(String key, int status) {
    await()
        .atMost(10, SECONDS)
        .untilAsserted(() -> assertThat(bearer(key).get(SESSION).status()).isEqualTo(status));
  }

  private static void assertRefused(Answer answer) {
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate")).contains("Bearer error=\"invalid_token\"");
    assertThat(answer.<String>json("type")).isEqualTo("urn:millrace:problem:unauthenticated");
  }

  private static void assertTooMany(Answer answer, int mostSeconds) {
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.<String>json("type")).isEqualTo("urn:millrace:problem:too-many-requests");
    assertThat(Integer.parseInt(answer.header("Retry-After").orElseThrow()))
        .isBetween(1, mostSeconds);
  }

  private static RawHttp bearer(String secret) {
    return RawHttp.from(address()).with("Authorization", "Bearer " + secret);
  }

  private static String sent(String token) {
    SENT_TOKENS.add(token);
    return token;
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** One that has not been used yet. */
  private static String address() {
    int next = LAST_ADDRESS.incrementAndGet();
    return "127.77." + next / 250 + "." + (1 + next % 250);
  }
}
