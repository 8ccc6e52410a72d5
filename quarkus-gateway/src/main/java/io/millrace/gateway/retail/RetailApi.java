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

/**
 * The retail endpoints as clients see them: of the one file that {@code retail-clean} published
 * last.
 */
@Path(RetailApi.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Retail", description = "Sales of the file that was cleaned last")
@APIResponse(responseCode = "400", ref = ApiComponents.INVALID)
@APIResponse(responseCode = "503", ref = ApiComponents.UNAVAILABLE)
public interface RetailApi {

  /** Where it all is. */
  String PATH = "/api/v1/retail";

  /** A page of sales. */
  @GET
  @Path("/sales")
  @Produces({
    MediaType.APPLICATION_JSON,
    AnswerFormat.CSV_MEDIA_TYPE,
    AnswerFormat.PARQUET_MEDIA_TYPE
  })
  @Operation(
      operationId = "retailSales",
      summary = "Sales as they were cleaned",
      description =
          "In the order of the file, by its lines. Follow `next` (also the Link header) until it is null to read them all.")
  @Parameter(
      name = "from",
      in = ParameterIn.QUERY,
      description = "First day contained; by default all",
      example = "2024-01-01",
      schema = @Schema(type = SchemaType.STRING, format = "date"))
  @Parameter(
      name = "to",
      in = ParameterIn.QUERY,
      description = "First day no longer contained; by default all",
      example = "2025-01-01",
      schema = @Schema(type = SchemaType.STRING, format = "date"))
  @Parameter(
      name = "category",
      in = ParameterIn.QUERY,
      description = "Only these categories; repeatable",
      example = "[\"Food\"]",
      schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
  @Parameter(
      name = "paymentMethod",
      in = ParameterIn.QUERY,
      description = "Only these payment methods; repeatable",
      example = "[\"Cash\"]",
      schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
  @Parameter(
      name = "location",
      in = ParameterIn.QUERY,
      description = "Only these locations; repeatable",
      example = "[\"Online\"]",
      schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
  @Parameter(
      name = "rule",
      in = ParameterIn.QUERY,
      description =
          "Only sales that name one of these rules under `recovered` or `flags`; repeatable",
      example = "[\"item_from_directory\"]",
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
            schema = @Schema(implementation = SalesPage.class),
            examples = @ExampleObject(name = "answer", value = RetailExamples.SALES)),
        @Content(
            mediaType = AnswerFormat.CSV_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.CSV)),
        @Content(
            mediaType = AnswerFormat.PARQUET_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.PARQUET))
      })
  CompletionStage<Response> sales(@Context UriInfo uri, @Context HttpHeaders headers);

  /** The leading categories. */
  @GET
  @Path("/categories/top")
  @Produces({
    MediaType.APPLICATION_JSON,
    AnswerFormat.CSV_MEDIA_TYPE,
    AnswerFormat.PARQUET_MEDIA_TYPE
  })
  @Operation(
      operationId = "retailTopCategories",
      summary = "The categories of which most was sold",
      description = "By quantity, then by name.")
  @Parameter(
      name = "from",
      in = ParameterIn.QUERY,
      description = "First day contained; by default all",
      example = "2024-01-01",
      schema = @Schema(type = SchemaType.STRING, format = "date"))
  @Parameter(
      name = "to",
      in = ParameterIn.QUERY,
      description = "First day no longer contained; by default all",
      example = "2025-01-01",
      schema = @Schema(type = SchemaType.STRING, format = "date"))
  @Parameter(
      name = "category",
      in = ParameterIn.QUERY,
      description = "Only these categories; repeatable",
      example = "[\"Food\"]",
      schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
  @Parameter(
      name = "paymentMethod",
      in = ParameterIn.QUERY,
      description = "Only these payment methods; repeatable",
      example = "[\"Cash\"]",
      schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
  @Parameter(
      name = "location",
      in = ParameterIn.QUERY,
      description = "Only these locations; repeatable",
      example = "[\"Online\"]",
      schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
  @Parameter(
      name = "limit",
      in = ParameterIn.QUERY,
      description = "How many categories",
      example = "10",
      schema =
          @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "100", defaultValue = "5"))
  @Parameter(ref = ApiComponents.TABLE_FORMAT)
  @APIResponse(
      responseCode = "200",
      description = "The categories",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = TopCategories.class),
            examples = @ExampleObject(name = "answer", value = RetailExamples.TOP_CATEGORIES)),
        @Content(
            mediaType = AnswerFormat.CSV_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.CSV)),
        @Content(
            mediaType = AnswerFormat.PARQUET_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.PARQUET))
      })
  CompletionStage<Response> topCategories(@Context UriInfo uri, @Context HttpHeaders headers);

  /** Mean totals by payment method. */
  @GET
  @Path("/payment-methods")
  @Produces({
    MediaType.APPLICATION_JSON,
    AnswerFormat.CSV_MEDIA_TYPE,
    AnswerFormat.PARQUET_MEDIA_TYPE
  })
  @Operation(
      operationId = "retailPaymentMethods",
      summary = "Mean total by payment method",
      description =
          "Two decimals, rounded half up from exact sums; sales without a payment method come last, under null.")
  @Parameter(
      name = "from",
      in = ParameterIn.QUERY,
      description = "First day contained; by default all",
      example = "2024-01-01",
      schema = @Schema(type = SchemaType.STRING, format = "date"))
  @Parameter(
      name = "to",
      in = ParameterIn.QUERY,
      description = "First day no longer contained; by default all",
      example = "2025-01-01",
      schema = @Schema(type = SchemaType.STRING, format = "date"))
  @Parameter(
      name = "category",
      in = ParameterIn.QUERY,
      description = "Only these categories; repeatable",
      example = "[\"Food\"]",
      schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
  @Parameter(
      name = "paymentMethod",
      in = ParameterIn.QUERY,
      description = "Only these payment methods; repeatable",
      example = "[\"Cash\"]",
      schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
  @Parameter(
      name = "location",
      in = ParameterIn.QUERY,
      description = "Only these locations; repeatable",
      example = "[\"Online\"]",
      schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
  @Parameter(ref = ApiComponents.TABLE_FORMAT)
  @APIResponse(
      responseCode = "200",
      description = "The means",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = MeanTotals.class),
            examples = @ExampleObject(name = "answer", value = RetailExamples.PAYMENT_METHODS)),
        @Content(
            mediaType = AnswerFormat.CSV_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.CSV)),
        @Content(
            mediaType = AnswerFormat.PARQUET_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.PARQUET))
      })
  CompletionStage<Response> paymentMethods(@Context UriInfo uri, @Context HttpHeaders headers);

  /** Mean totals by location. */
  @GET
  @Path("/locations")
  @Produces({
    MediaType.APPLICATION_JSON,
    AnswerFormat.CSV_MEDIA_TYPE,
    AnswerFormat.PARQUET_MEDIA_TYPE
  })
  @Operation(
      operationId = "retailLocations",
      summary = "Mean total by location",
      description =
          "Two decimals, rounded half up from exact sums; sales without a location come last, under null.")
  @Parameter(
      name = "from",
      in = ParameterIn.QUERY,
      description = "First day contained; by default all",
      example = "2024-01-01",
      schema = @Schema(type = SchemaType.STRING, format = "date"))
  @Parameter(
      name = "to",
      in = ParameterIn.QUERY,
      description = "First day no longer contained; by default all",
      example = "2025-01-01",
      schema = @Schema(type = SchemaType.STRING, format = "date"))
  @Parameter(
      name = "category",
      in = ParameterIn.QUERY,
      description = "Only these categories; repeatable",
      example = "[\"Food\"]",
      schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
  @Parameter(
      name = "paymentMethod",
      in = ParameterIn.QUERY,
      description = "Only these payment methods; repeatable",
      example = "[\"Cash\"]",
      schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
  @Parameter(
      name = "location",
      in = ParameterIn.QUERY,
      description = "Only these locations; repeatable",
      example = "[\"Online\"]",
      schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
  @Parameter(ref = ApiComponents.TABLE_FORMAT)
  @APIResponse(
      responseCode = "200",
      description = "The means",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = MeanTotals.class),
            examples = @ExampleObject(name = "answer", value = RetailExamples.LOCATIONS)),
        @Content(
            mediaType = AnswerFormat.CSV_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.CSV)),
        @Content(
            mediaType = AnswerFormat.PARQUET_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.PARQUET))
      })
  CompletionStage<Response> locations(@Context UriInfo uri, @Context HttpHeaders headers);
}
