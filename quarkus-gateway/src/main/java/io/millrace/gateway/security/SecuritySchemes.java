package io.millrace.gateway.security;

import io.millrace.gateway.openapi.ApiComponents;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/** Says in OpenAPI how to come in, and how every endpoint says no. */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class SecuritySchemes implements OASFilter {

  private static final Map<String, String> REFUSALS =
      Map.of(
          "401", ApiComponents.UNAUTHENTICATED,
          "403", ApiComponents.FORBIDDEN,
          "429", ApiComponents.TOO_MANY_REQUESTS);

  @Override
  public void filterOpenAPI(OpenAPI document) {
    if (document.getComponents() == null) {
      document.setComponents(OASFactory.createComponents());
    }
    Map<String, SecurityScheme> schemes =
        Map.of(
            "bearer",
            OASFactory.createSecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme("bearer")
                .description("An API key (mlr_…), or a token of the OpenID Connect provider"),
            "apiKey",
            OASFactory.createSecurityScheme()
                .type(SecurityScheme.Type.APIKEY)
                .in(SecurityScheme.In.HEADER)
                .name("X-API-Key")
                .description("An API key"),
            "session",
            OASFactory.createSecurityScheme()
                .type(SecurityScheme.Type.APIKEY)
                .in(SecurityScheme.In.COOKIE)
                .name(Credential.COOKIE)
                .description("The cookie of POST /api/v1/session"));
    Components components = document.getComponents();
    schemes.forEach(components::addSecurityScheme);
    document.setSecurity(
        schemes.keySet().stream()
            .sorted()
            .map(scheme -> OASFactory.createSecurityRequirement().addScheme(scheme))
            .toList());
    if (document.getPaths() != null) {
      document.getPaths().getPathItems().values().stream()
          .flatMap(path -> path.getOperations().values().stream())
          .forEach(SecuritySchemes::addRefusals);
    }
  }

  private static void addRefusals(Operation operation) {
    REFUSALS.forEach(
        (status, component) -> {
          if (!operation.getResponses().hasAPIResponse(status)) {
            operation
                .getResponses()
                .addAPIResponse(status, OASFactory.createAPIResponse().ref(component));
          }
        });
  }
}
