package io.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the OpenAPI document says of each endpoint, whoever wrote it. */
@QuarkusTest
@QuarkusTestResource(EmbeddedDependencies.class)
class OpenApiTest {

  @Test
  void isAValidDocument() {
    OpenApiDocument served = OpenApiDocument.served();

    assertThat(served.errors()).isEmpty();
    assertThat(served.document().getInfo().getTitle()).isEqualTo("Millrace gateway");
    assertThat(served.operations()).isNotEmpty();
  }

  @Test
  void describesEachEndpointWithItsParametersExamplesAndProblems() {
    OpenApiDocument served = OpenApiDocument.served();
    List<String> missing = new ArrayList<>();

    served
        .operations()
        .forEach(
            (name, operation) -> {
              check(missing, isText(operation.getSummary()), name + " has no summary");
              check(missing, isText(operation.getDescription()), name + " has no description");
              check(missing, isText(operation.getOperationId()), name + " has no operationId");
              for (Parameter parameter : served.parameters(operation)) {
                String of = name + " parameter " + parameter.getName();
                check(missing, isText(parameter.getDescription()), of + " has no description");
                check(missing, parameter.getSchema() != null, of + " has no schema");
                check(
                    missing,
                    parameter.getExample() != null
                        || parameter.getExamples() != null
                        || (parameter.getSchema() != null
                            && parameter.getSchema().getExamples() != null),
                    of + " has no example");
              }
              check(
                  missing,
                  operation.getResponses().keySet().stream().anyMatch(s -> s.startsWith("2")),
                  name + " has no good answer");
              boolean takesNothing =
                  served.parameters(operation).isEmpty() && operation.getRequestBody() == null;
              check(
                  missing,
                  takesNothing || operation.getResponses().containsKey("400"),
                  name + " has no 400");
              operation
                  .getResponses()
                  .forEach(
                      (status, answer) ->
                          answer(missing, name + " " + status, status, served.resolved(answer)));
            });

    assertThat(missing).isEmpty();
  }

  private static void answer(List<String> missing, String of, String status, ApiResponse answer) {
    check(missing, isText(answer.getDescription()), of + " has no description");
    if (answer.getContent() == null) {
      check(missing, status.equals("204"), of + " has no content");
      return;
    }
    if (status.startsWith("4") || status.startsWith("5")) {
      check(
          missing,
          answer.getContent().containsKey("application/problem+json"),
          of + " is no problem detail");
    }
    MediaType content = answer.getContent().values().iterator().next();
    check(missing, content.getSchema() != null, of + " has no schema");
    check(
        missing,
        answer.getContent().values().stream()
            .anyMatch(type -> type.getExample() != null || type.getExamples() != null),
        of + " has no example");
  }

  private static boolean isText(String text) {
    return text != null && !text.isBlank();
  }

  private static void check(List<String> missing, boolean there, String otherwise) {
    if (!there) {
      missing.add(otherwise);
    }
  }
}
