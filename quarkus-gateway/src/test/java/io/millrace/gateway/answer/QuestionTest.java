package io.millrace.gateway.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.analytics.Endpoint;
import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;

class QuestionTest {

  private static final Endpoint METRICS = Endpoint.light("metrics");

  @Test
  void isTheSameHoweverItsParametersAreOrderedOrRepeated() {
    assertThat(question("region", "Astana", "eventType", "CALL", "region", "Abai"))
        .isEqualTo(
            question(
                "eventType", "CALL", "region", "Abai", "region", "Astana", "region", "Astana"));
  }

  @Test
  void differsByEachNameAndValue() {
    assertThat(question("region", "Astana")).isNotEqualTo(question("region", "Abai"));
    assertThat(question("from", "1")).isNotEqualTo(question("to", "1"));
    assertThat(question()).isNotEqualTo(question("limit", "100"));
  }

  @Test
  void isNotMadeUpByAValueThatLooksLikeParameters() {
    assertThat(question("a", "1&b=2")).isNotEqualTo(question("a", "1", "b", "2"));
  }

  @Test
  void differsByRepresentation() {
    MultiMap none = MultiMap.caseInsensitiveMultiMap();
    assertThat(Question.of(METRICS, "/p", none, "application/json"))
        .isNotEqualTo(Question.of(METRICS, "/p", none, "application/geo+json"));
  }

  private static Question question(String... namesAndValues) {
    MultiMap parameters = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      parameters.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return Question.of(METRICS, "/api/v1/telecom/metrics", parameters, "application/json");
  }
}
