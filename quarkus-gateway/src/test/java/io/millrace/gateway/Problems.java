package io.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;

/** What every problem detail has. */
public final class Problems {

  private Problems() {}

  /** Asserts that an answer is a whole problem detail of that kind, about that path. */
  public static void assertProblem(Response answer, int status, String kind, String path) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.contentType()).startsWith("application/problem+json");
    assertThat(answer.<String>path("type")).isEqualTo("urn:millrace:problem:" + kind);
    assertThat(answer.<Integer>path("status")).isEqualTo(status);
    assertThat(answer.<String>path("title")).isNotBlank();
    assertThat(answer.<String>path("instance")).isEqualTo(path);
  }
}
