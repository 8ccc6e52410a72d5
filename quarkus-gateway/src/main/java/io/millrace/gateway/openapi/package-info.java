/**
 * What the endpoints' descriptions share: parameters, answers and headers, declared once. The title
 * of the document comes from {@code application.properties}.
 */
@OpenAPIDefinition(
    info = @Info(title = "Millrace gateway", version = "1"),
    components =
        @Components(
            parameters = {
              @Parameter(
                  name = "from",
                  in = ParameterIn.QUERY,
                  description =
                      "First instant contained; by default an hour before `to`, for a track a day",
                  example = "2026-11-21T10:00:00Z",
                  schema = @Schema(type = SchemaType.STRING, format = "date-time")),
              @Parameter(
                  name = "to",
                  in = ParameterIn.QUERY,
                  description =
                      "First instant no longer contained, at most 31 days after `from`; default now",
                  example = "2026-11-21T11:00:00Z",
                  schema = @Schema(type = SchemaType.STRING, format = "date-time")),
              @Parameter(
                  name = "eventType",
                  in = ParameterIn.QUERY,
                  description = "Only these event types; repeatable",
                  example = "[\"CALL\", \"SMS\"]",
                  schema =
                      @Schema(
                          type = SchemaType.ARRAY,
                          implementation = io.millrace.model.telecom.TelecomEventType.class)),
              @Parameter(
                  name = "region",
                  in = ParameterIn.QUERY,
                  description = "Only these regions, by name; repeatable",
                  example = "[\"Almaty\", \"Astana\"]",
                  schema = @Schema(type = SchemaType.ARRAY, implementation = String.class)),
              @Parameter(
                  name = "country",
                  in = ParameterIn.QUERY,
                  description =
                      "Only these countries, ISO 3166 alpha-2 or ZZ for unknown; repeatable",
                  example = "[\"CH\", \"ZZ\"]",
                  schema = @Schema(type = SchemaType.ARRAY, implementation = String.class)),
              @Parameter(
                  name = "cursor",
                  in = ParameterIn.QUERY,
                  description = "From the page before; opaque, and not for files",
                  example = "MX4xNzk1MTc2MDAwfkNBTEx-QWxtYXR5",
                  schema = @Schema(type = SchemaType.STRING)),
              @Parameter(
                  name = ApiComponents.TABLE_FORMAT,
                  in = ParameterIn.QUERY,
                  description =
                      "Counts more than the Accept header; `csv` and `parquet` are files of the whole"
                          + " range, at most 1,000,000 rows",
                  example = "csv",
                  schema =
                      @Schema(
                          type = SchemaType.STRING,
                          enumeration = {"json", "csv", "parquet"},
                          defaultValue = "json"))
            },
            schemas = {
              @Schema(
                  name = ApiComponents.CSV,
                  type = SchemaType.STRING,
                  description =
                      "RFC 4180 in UTF-8: a row of names as in JSON, then the rows; an empty cell is"
                          + " null"),
              @Schema(
                  name = ApiComponents.PARQUET,
                  type = SchemaType.STRING,
                  format = "binary",
                  description = "The same columns in Apache Parquet, with their types")
            },
            headers =
                @Header(
                    name = ApiComponents.LINK,
                    description = "The next page, rel=\"next\"; absent on the last and from files",
                    schema = @Schema(type = SchemaType.STRING)),
            responses = {
              @APIResponse(
                  name = ApiComponents.UNAUTHENTICATED,
                  description = "No API key or token, or a wrong one",
                  headers =
                      @Header(
                          name = "WWW-Authenticate",
                          description = "How to come in",
                          schema = @Schema(type = SchemaType.STRING, examples = "Bearer")),
                  content =
                      @Content(
                          mediaType = Problem.MEDIA_TYPE,
                          schema = @Schema(implementation = Problem.class),
                          examples =
                              @ExampleObject(
                                  name = "nobody",
                                  value = ApiComponents.UNAUTHENTICATED_EXAMPLE))),
              @APIResponse(
                  name = ApiComponents.FORBIDDEN,
                  description = "The role is missing, or a page of another site asks",
                  content =
                      @Content(
                          mediaType = Problem.MEDIA_TYPE,
                          schema = @Schema(implementation = Problem.class),
                          examples =
                              @ExampleObject(
                                  name = "role",
                                  value = ApiComponents.FORBIDDEN_EXAMPLE))),
              @APIResponse(
                  name = ApiComponents.CONFLICT,
                  description =
                      "It cannot be done, or was already; the detail says why and what to do",
                  content =
                      @Content(
                          mediaType = Problem.MEDIA_TYPE,
                          schema = @Schema(implementation = Problem.class),
                          examples =
                              @ExampleObject(
                                  name = "done",
                                  value = ApiComponents.CONFLICT_EXAMPLE))),
              @APIResponse(
                  name = ApiComponents.TOO_MANY_REQUESTS,
                  description = "Asked too often, or too many ask at once",
                  headers =
                      @Header(
                          name = "Retry-After",
                          description = "Seconds to wait",
                          schema = @Schema(type = SchemaType.INTEGER, examples = "1")),
                  content =
                      @Content(
                          mediaType = Problem.MEDIA_TYPE,
                          schema = @Schema(implementation = Problem.class),
                          examples =
                              @ExampleObject(
                                  name = "often",
                                  value = ApiComponents.TOO_MANY_REQUESTS_EXAMPLE))),
              @APIResponse(
                  name = ApiComponents.INVALID,
                  description =
                      "A parameter is wrong; the problem names it, its value and what is allowed",
                  content =
                      @Content(
                          mediaType = Problem.MEDIA_TYPE,
                          schema = @Schema(implementation = Problem.class),
                          examples =
                              @ExampleObject(
                                  name = "unknown event type",
                                  value = ApiComponents.INVALID_EXAMPLE))),
              @APIResponse(
                  name = ApiComponents.NOT_FOUND,
                  description = "What was asked for by name is not there",
                  content =
                      @Content(
                          mediaType = Problem.MEDIA_TYPE,
                          schema = @Schema(implementation = Problem.class),
                          examples =
                              @ExampleObject(
                                  name = "unknown aircraft",
                                  value = ApiComponents.NOT_FOUND_EXAMPLE))),
              @APIResponse(
                  name = ApiComponents.UNAVAILABLE,
                  description =
                      "What has to be asked does not answer in time, or enough is under way already",
                  headers =
                      @Header(
                          name = "Retry-After",
                          description = "Seconds to wait",
                          schema = @Schema(type = SchemaType.INTEGER, examples = "2")),
                  content =
                      @Content(
                          mediaType = Problem.MEDIA_TYPE,
                          schema = @Schema(implementation = Problem.class),
                          examples =
                              @ExampleObject(
                                  name = "slow",
                                  value = ApiComponents.UNAVAILABLE_EXAMPLE)))
            }))
@NullMarked
package io.millrace.gateway.openapi;

import io.millrace.gateway.problem.Problem;
import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.NullMarked;
