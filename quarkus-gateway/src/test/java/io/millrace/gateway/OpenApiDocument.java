package io.millrace.gateway;

import static io.restassured.RestAssured.given;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The OpenAPI document as it is served, read by a parser that checks it. */
final class OpenApiDocument {

  private final OpenAPI document;
  private final List<String> errors;

  private OpenApiDocument(SwaggerParseResult read) {
    document = read.getOpenAPI();
    errors = read.getMessages() == null ? List.of() : read.getMessages();
  }

  static OpenApiDocument served() {
    String text = given().queryParam("format", "json").get("/q/openapi").body().asString();
    return new OpenApiDocument(new OpenAPIV3Parser().readContents(text));
  }

  /** What is wrong with it. */
  List<String> errors() {
    return errors;
  }

  OpenAPI document() {
    return document;
  }

  /** Each operation below {@code /api/v1}, by method and path. */
  Map<String, Operation> operations() {
    Map<String, Operation> operations = new TreeMap<>();
    document
        .getPaths()
        .forEach(
            (path, item) ->
                item.readOperationsMap()
                    .forEach(
                        (method, operation) -> operations.put(method + " " + path, operation)));
    operations.keySet().removeIf(name -> !name.contains(" /api/v1/"));
    return operations;
  }

  /** The parameters of an operation, those referred to included. */
  List<Parameter> parameters(Operation operation) {
    return operation.getParameters() == null
        ? List.of()
        : operation.getParameters().stream().map(this::resolved).toList();
  }

  /** An answer, be it referred to. */
  ApiResponse resolved(ApiResponse response) {
    return response.get$ref() == null
        ? response
        : document.getComponents().getResponses().get(name(response.get$ref()));
  }

  private Parameter resolved(Parameter parameter) {
    return parameter.get$ref() == null
        ? parameter
        : document.getComponents().getParameters().get(name(parameter.get$ref()));
  }

  private static String name(String reference) {
    return reference.substring(reference.lastIndexOf('/') + 1);
  }
}
