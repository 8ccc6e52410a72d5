package io.millrace.gateway.telecom.batch;

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

/** What batch jobs computed of telecom traffic, as clients see it. */
@Path(TelecomBatchApi.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Telecom", description = "Calls, messages, data sessions and balance recharges")
@APIResponse(responseCode = "400", ref = ApiComponents.INVALID)
@APIResponse(responseCode = "503", ref = ApiComponents.UNAVAILABLE)
public interface TelecomBatchApi {

  /** Where it all is. */
  String PATH = "/api/v1/telecom";

  /** The percentiles. */
  @GET
  @Path("/percentiles")
  @Produces({
    MediaType.APPLICATION_JSON,
    AnswerFormat.CSV_MEDIA_TYPE,
    AnswerFormat.PARQUET_MEDIA_TYPE
  })
  @Operation(
      operationId = "percentiles",
      summary = "Percentiles of duration, volume and amount",
      description =
          "By day and hour of UTC, event type and region, as `batch percentiles` computed them. Exact"
              + " ones interpolate linearly at share * (n - 1) of the sorted values; approximate"
              + " ones are a Greenwald-Khanna summary's. JSON has at most 10,000 rows.")
  @Parameter(
      name = "from",
      in = ParameterIn.QUERY,
      description = "First day; default 7 days before `to`",
      example = "2026-11-15",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "to",
      in = ParameterIn.QUERY,
      description = "Day no longer contained, at most 31 days after `from`; default tomorrow",
      example = "2026-11-22",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(ref = "eventType")
  @Parameter(
      name = "region",
      in = ParameterIn.QUERY,
      description = "Only these regions, ALL for all together; repeatable",
      example = "[\"Almaty\", \"ALL\"]",
      schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
  @Parameter(
      name = "hour",
      in = ParameterIn.QUERY,
      description =
          "Only these hours of UTC, 0 to 23, or ALL for whole days, which is the default;"
              + " repeatable",
      example = "[\"ALL\", \"17\"]",
      schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
  @Parameter(
      name = "measure",
      in = ParameterIn.QUERY,
      description = "Only these measures, duration, megabytes or amount; repeatable",
      example = "[\"duration\"]",
      schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
  @Parameter(
      name = "method",
      in = ParameterIn.QUERY,
      description = "How they were computed",
      example = "approximate",
      schema =
          @Schema(
              type = SchemaType.STRING,
              enumeration = {"exact", "approximate"},
              defaultValue = "exact"))
  @Parameter(ref = ApiComponents.TABLE_FORMAT)
  @APIResponse(
      responseCode = "200",
      description = "The percentiles",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = PercentileTable.class),
            examples = @ExampleObject(name = "answer", value = TelecomBatchExamples.PERCENTILES)),
        @Content(
            mediaType = AnswerFormat.CSV_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.CSV)),
        @Content(
            mediaType = AnswerFormat.PARQUET_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.PARQUET))
      })
  CompletionStage<Response> percentiles(@Context UriInfo uri, @Context HttpHeaders headers);

  /** The days. */
  @GET
  @Path("/daily-stats")
  @Produces({
    MediaType.APPLICATION_JSON,
    AnswerFormat.CSV_MEDIA_TYPE,
    AnswerFormat.PARQUET_MEDIA_TYPE
  })
  @Operation(
      operationId = "dailyStats",
      summary = "The figures of days by event type and region",
      description =
          "As `batch telecom-daily` computed them from PostgreSQL, for days of the zone that each row"
              + " names. Newest day first, then by event type and region.")
  @Parameter(
      name = "from",
      in = ParameterIn.QUERY,
      description = "First day; default 7 days before `to`",
      example = "2026-11-15",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "to",
      in = ParameterIn.QUERY,
      description = "Day no longer contained, at most 31 days after `from`; default tomorrow",
      example = "2026-11-22",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "eventType",
      in = ParameterIn.QUERY,
      description = "Only these event types, ALL for all together; repeatable",
      example = "[\"CALL\", \"ALL\"]",
      schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
  @Parameter(
      name = "region",
      in = ParameterIn.QUERY,
      description =
          "Only these regions, ALL for all together, most_active for the one with the"
              + " most events; repeatable",
      example = "[\"ALL\", \"most_active\"]",
      schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
  @Parameter(ref = ApiComponents.TABLE_FORMAT)
  @APIResponse(
      responseCode = "200",
      description = "The days",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = DailyStats.class),
            examples = @ExampleObject(name = "answer", value = TelecomBatchExamples.DAILY_STATS)),
        @Content(
            mediaType = AnswerFormat.CSV_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.CSV)),
        @Content(
            mediaType = AnswerFormat.PARQUET_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.PARQUET))
      })
  CompletionStage<Response> dailyStats(@Context UriInfo uri, @Context HttpHeaders headers);

  /** The page of restated windows. */
  @GET
  @Path("/restatements")
  @Produces({
    MediaType.APPLICATION_JSON,
    AnswerFormat.CSV_MEDIA_TYPE,
    AnswerFormat.PARQUET_MEDIA_TYPE
  })
  @Operation(
      operationId = "restatements",
      summary = "Windows of the stream that a batch run put right",
      description =
          "What each was and what PostgreSQL says, newest day and run first. Follow `next` (also the"
              + " Link header) until it is null to read them all, each once.")
  @Parameter(
      name = "from",
      in = ParameterIn.QUERY,
      description = "First day; default 7 days before `to`",
      example = "2026-11-15",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "to",
      in = ParameterIn.QUERY,
      description = "Day no longer contained, at most 31 days after `from`; default tomorrow",
      example = "2026-11-22",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(ref = "eventType")
  @Parameter(ref = "region")
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
      description = "The page of restated windows",
      headers = @Header(name = "Link", ref = ApiComponents.LINK),
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = RestatementsPage.class),
            examples = @ExampleObject(name = "answer", value = TelecomBatchExamples.RESTATEMENTS)),
        @Content(
            mediaType = AnswerFormat.CSV_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.CSV)),
        @Content(
            mediaType = AnswerFormat.PARQUET_MEDIA_TYPE,
            schema = @Schema(ref = ApiComponents.PARQUET))
      })
  CompletionStage<Response> restatements(@Context UriInfo uri, @Context HttpHeaders headers);
}
