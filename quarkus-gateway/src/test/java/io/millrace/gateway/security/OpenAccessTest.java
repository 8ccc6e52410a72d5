package io.millrace.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.EmbeddedDependencies;
import io.millrace.gateway.security.RawHttp.Answer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Without keys, on a loopback address: everybody may do everything, from here. */
@QuarkusTest
@QuarkusTestResource(EmbeddedDependencies.class)
class OpenAccessTest {

  private static final String HOME = "127.0.0.1";
  private static final String SESSION = "/api/v1/session";
  private static final String PROBE = "/api/v1/probe";

  @Test
  void letsEverybodyDoEverything() {
    Answer session = RawHttp.from(HOME).get(SESSION);

    assertThat(session.status()).isEqualTo(200);
    assertThat(session.body())
        .isEqualTo("{\"name\":\"anonymous\",\"roles\":[\"read\",\"admin\"],\"access\":\"open\"}");
    assertThat(RawHttp.from(HOME).get(PROBE).body()).isEqualTo("seen");
    assertThat(RawHttp.from(HOME).send("POST", PROBE, "").body()).isEqualTo("changed");
    assertThat(RawHttp.from(HOME).get("/q/metrics").status()).isEqualTo(200);
    assertThat(RawHttp.from(HOME).with("Authorization", "Bearer nonsense").get(SESSION).status())
        .isEqualTo(200);
    Answer begun = RawHttp.from(HOME).send("POST", SESSION, "{\"key\":\"mlr_any\"}");
    assertThat(begun.body()).isEqualTo(session.body());
    assertThat(begun.header("Set-Cookie")).isEmpty();
  }

  @Test
  void doesNotLimitAnybody() {
    for (int i = 0; i < 150; i++) {
      Answer answer = RawHttp.from(HOME).get(SESSION);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("RateLimit")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example.com",
        "evil.example.com:8080",
        "localhost.evil.example.com",
        "127.0.0.1.evil.example.com",
        "127.0.0.1@evil.example.com",
        "0.0.0.0:8080",
        "192.168.1.5",
        "[::ffff:10.0.0.1]",
        "::1:8080",
        "x"
      })
  void refusesAHostThatIsNotThisMachine(String host) {
    for (String path : List.of(SESSION, "/", "/q/metrics", "/q/health/live", "/nothing")) {
      Answer answer = RawHttp.from(HOME).with("Host", host).get(path);

      assertThat(answer.status()).as(path).isIn(400, 421);
      if (answer.status() == 421) {
        assertThat(answer.<String>json("type")).isEqualTo("urn:millrace:problem:misdirected");
        assertThat(answer.<String>json("detail")).contains("MILLRACE_GATEWAY_API_KEYS_FILE");
        assertThat(answer.<String>json("requestId"))
            .isEqualTo(answer.header("X-Request-Id").orElseThrow());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:8080", "127.0.0.1", "127.1.2.3:80", "[::1]:8080"})
  void answersEachNameOfThisMachine(String host) {
    assertThat(RawHttp.from(HOME).with("Host", host).get(SESSION).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Origin: http://evil.example.com
          Origin: null
          Origin: http://127.0.0.1:1
          Origin: http://127.0.0.1
          Sec-Fetch-Site: cross-site
          Sec-Fetch-Site: same-site
          """)
  void refusesAChangeThatAPageOfAnotherSiteAsks(String header) {
    String[] parts = header.split(": ", 2);
    for (String path : List.of(PROBE, SESSION)) {
      Answer answer =
          RawHttp.from(HOME).with(parts[0], parts[1]).send("POST", path, "{\"key\":\"k\"}");

      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.<String>json("type")).isEqualTo("urn:millrace:problem:forbidden");
    }
    assertThat(RawHttp.from(HOME).with(parts[0], parts[1]).get(PROBE).status()).isEqualTo(200);
  }

  @Test
  void letsItsOwnPageChangeThings() {
    Answer answer =
        RawHttp.from(HOME)
            .with("Host", "127.0.0.1:8080")
            .with("Origin", "http://127.0.0.1:8080")
            .with("Sec-Fetch-Site", "same-origin")
            .send("POST", PROBE, "");

    assertThat(answer.body()).isEqualTo("changed");
  }

  @Test
  void carriesTheHeadersOfSafetyOnEveryAnswer() {
    for (String path :
        List.of(
            "/",
            "/millrace.js",
            SESSION,
            "/nothing",
            "/api/nothing",
            "/q/health",
            "/q/metrics",
            "/q/openapi",
            "/q/swagger-ui/",
            "/api/v1/telecom/metrics?from=%zz",
            PROBE + "/defect")) {
      Answer answer = RawHttp.from(HOME).get(path);

      assertThat(answer.all("X-Content-Type-Options")).as(path).containsExactly("nosniff");
      assertThat(answer.all("X-Frame-Options")).as(path).containsExactly("DENY");
      assertThat(answer.all("Referrer-Policy")).as(path).containsExactly("no-referrer");
      assertThat(answer.all("Permissions-Policy")).as(path).hasSize(1);
      assertThat(answer.all("Cross-Origin-Opener-Policy")).as(path).containsExactly("same-origin");
      assertThat(answer.all("Cross-Origin-Resource-Policy"))
          .as(path)
          .containsExactly("same-origin");
      assertThat(answer.all("Content-Security-Policy"))
          .as(path)
          .singleElement()
          .asString()
          .startsWith("default-src 'none'")
          .endsWith("frame-ancestors 'none'");
      assertThat(answer.all("X-Request-Id")).as(path).singleElement().asString().hasSize(32);
      assertThat(answer.header("Strict-Transport-Security")).as(path).isEmpty();
    }
  }

  @Test
  void allowsThePageOnlyWhatIsItsOwn() {
    assertThat(RawHttp.from(HOME).get("/").header("Content-Security-Policy"))
        .contains(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                + " connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none';"
                + " frame-ancestors 'none'");
    assertThat(RawHttp.from(HOME).get(SESSION).header("Content-Security-Policy"))
        .contains("default-src 'none'; frame-ancestors 'none'");
    assertThat(RawHttp.from(HOME).get("/q/swagger-ui/").header("Content-Security-Policy"))
        .hasValueSatisfying(
            policy -> assertThat(policy).contains("script-src 'self' 'unsafe-inline'"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "4f1d2c9e-8b7a-6543", "A.b_c-9"})
  void keepsASaneRequestId(String id) {
    Answer answer = RawHttp.from(HOME).with("X-Request-Id", id).get("/api/nothing");

    assertThat(answer.all("X-Request-Id")).containsExactly(id);
    assertThat(answer.<String>json("requestId")).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a;b", "<script>", "%0d%0aSet-Cookie:x=1", "ä", "a\tb", "$x"})
  void replacesARequestIdThatIsNot(String id) {
    Answer answer = RawHttp.from(HOME).with("X-Request-Id", id).get("/api/nothing");

    assertThat(answer.all("X-Request-Id")).singleElement().asString().matches("[0-9a-f]{32}");
    assertThat(answer.header("Set-Cookie")).isEmpty();
    assertThat(answer.body()).doesNotContain("script");
    assertThat(
            RawHttp.from(HOME)
                .with("X-Request-Id", "x".repeat(65))
                .get("/api/nothing")
                .header("X-Request-Id"))
        .hasValueSatisfying(made -> assertThat(made).hasSize(32));
  }

  @Test
  void putsTheRequestIdIntoEveryProblem() {
    for (String path :
        List.of(
            "/api/nothing",
            "/api/v1/telecom/summary?limit=1",
            "/api/v1/telecom/metrics?from=%zz",
            PROBE + "/defect")) {
      Answer answer = RawHttp.from(HOME).with("X-Request-Id", "mine").get(path);

      assertThat(answer.<String>json("requestId")).as(path).isEqualTo("mine");
    }
  }

  @Test
  void doesNotAnswerOtherOriginsByDefault() {
    Answer answer = RawHttp.from(HOME).with("Origin", "https://grafana.example.com").get(SESSION);

    assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
  }
}
