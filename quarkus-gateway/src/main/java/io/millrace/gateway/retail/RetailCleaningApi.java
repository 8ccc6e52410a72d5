package io.millrace.gateway.retail;

import io.millrace.gateway.openapi.ApiComponents;
import io.millrace.gateway.request.AnswerFormat;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What cleaning found and did, as clients see it: of the file that was published last. */
@Path(RetailApi.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Retail")
@APIResponse(responseCode = "400", ref = ApiComponents.INVALID)
@APIResponse(responseCode = "503", ref = ApiComponents.UNAVAILABLE)
public interface RetailCleaningApi {

  /** The item directory. */
  @GET
  @Path("/items")
  @Produces({
    MediaType.APPLICATION_JSON,
    AnswerFormat.CSV_MEDIA_TYPE,
    AnswerFormat.PARQUET_MEDIA_TYPE
  })
  @Operation(
      operationId = "retailItems",
      summary = "Which item a category sells at which price",
      description =
          "From the rows of the file that say all three; what is missing elsewhere is recovered from what is unique here.")
  @Parameter(
      name = "category",
      in = ParameterIn.QUERY,
      description = "Only these categories; repeatable",
      example = "[\"Food\"]",
      schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
  @Parameter(ref = ApiComponents.TABLE_FORMAT)
  @APIResponse(
      responseCode = "200",
      description = "The directory",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = ItemDirectory.class),
            examples = @ExampleObject(name = "answer", value = RetailExamples.ITEMS)),
        @Content(
            mediaType = AnswerFormat.CSV_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.CSV)),
        @Content(
            mediaType = AnswerFormat.PARQUET_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.PARQUET))
      })
  CompletionStage<Response> items(@Context UriInfo uri, @Context HttpHeaders headers);

  /** A page of rows that were dropped. */
  @GET
  @Path("/quarantine")
  @Produces({
    MediaType.APPLICATION_JSON,
    AnswerFormat.CSV_MEDIA_TYPE,
    AnswerFormat.PARQUET_MEDIA_TYPE
  })
  @Operation(
      operationId = "retailQuarantine",
      summary = "Rows that were dropped, with the reasons",
      description = "In the order of the file, as they came and as far as they could be recovered.")
  @Parameter(
      name = "reason",
      in = ParameterIn.QUERY,
      description = "Only rows dropped for one of these; repeatable",
      example = "[\"missing_quantity\"]",
      schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
  @Parameter(
      name = "limit",
      in = ParameterIn.QUERY,
      description = "Rows of a page",
      example = "50",
      schema =
          @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000", defaultValue = "100"))
  @Parameter(ref = "cursor")
  @Parameter(ref = ApiComponents.TABLE_FORMAT)
  @APIResponse(
      responseCode = "200",
      description = "The page",
      headers = @Header(name = "Link", ref = ApiComponents.LINK),
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = QuarantinePage.class),
            examples = @ExampleObject(name = "answer", value = RetailExamples.QUARANTINE)),
        @Content(
            mediaType = AnswerFormat.CSV_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.CSV)),
        @Content(
            mediaType = AnswerFormat.PARQUET_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.PARQUET))
      })
  CompletionStage<Response> quarantine(@Context UriInfo uri, @Context HttpHeaders headers);

  /** What cleaning did. */
  @GET
  @Path("/quality")
  @Produces({
    MediaType.APPLICATION_JSON,
    AnswerFormat.CSV_MEDIA_TYPE,
    AnswerFormat.PARQUET_MEDIA_TYPE
  })
  @Operation(
      operationId = "retailQuality",
      summary = "What cleaning did to the file",
      description =
          "Every rule with how often it applied, in sales and in dropped rows; the files are of the rules.")
  @Parameter(ref = ApiComponents.TABLE_FORMAT)
  @APIResponse(
      responseCode = "200",
      description = "The report",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = RetailQuality.class),
            examples = @ExampleObject(name = "answer", value = RetailExamples.QUALITY)),
        @Content(
            mediaType = AnswerFormat.CSV_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.CSV)),
        @Content(
            mediaType = AnswerFormat.PARQUET_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.PARQUET))
      })
  CompletionStage<Response> quality(@Context UriInfo uri, @Context HttpHeaders headers);
}
