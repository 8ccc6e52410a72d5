package io.millrace.gateway.request;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** How an answer is written. */
public enum AnswerFormat {
  /** For programs. */
  JSON("json", MediaType.APPLICATION_JSON),
  /** RFC 7946, for maps. */
  GEOJSON("geojson", AnswerFormat.GEOJSON_MEDIA_TYPE),
  /** RFC 4180, for spreadsheets. */
  CSV("csv", AnswerFormat.CSV_MEDIA_TYPE),
  /** Apache Parquet, for data frames. */
  PARQUET("parquet", AnswerFormat.PARQUET_MEDIA_TYPE);

  /** The media type of RFC 7946. */
  public static final String GEOJSON_MEDIA_TYPE = "application/geo+json";

  /** The media type of RFC 4180. */
  public static final String CSV_MEDIA_TYPE = "text/csv";

  /** The media type registered for Apache Parquet. */
  public static final String PARQUET_MEDIA_TYPE = "application/vnd.apache.parquet";

  /** What tables come in. */
  public static final List<AnswerFormat> OF_TABLES = List.of(JSON, CSV, PARQUET);

  /** What positions come in. */
  public static final List<AnswerFormat> OF_POSITIONS = List.of(values());

  private final String parameter;
  private final String mediaType;

  AnswerFormat(String parameter, String mediaType) {
    this.parameter = parameter;
    this.mediaType = mediaType;
  }

  /** As the API writes it, and as files end. */
  public String parameter() {
    return parameter;
  }

  /** What the answer says that it is. */
  public MediaType mediaType() {
    return MediaType.valueOf(mediaType);
  }

  /** Whether it is a whole table in a file, without pages. */
  public boolean isDownload() {
    return this == CSV || this == PARQUET;
  }

  /**
   * Reads {@code format}, which counts more than the {@code Accept} header.
   *
   * @param offered what the endpoint offers, the default first
   */
  public static AnswerFormat read(
      RequestParameters parameters, HttpHeaders headers, List<AnswerFormat> offered) {
    return parameters.choice(
        "format",
        accepted(headers, offered),
        text -> offered.stream().filter(format -> format.parameter.equals(text)).findFirst(),
        "is not a format",
        offered.stream().map(AnswerFormat::parameter).collect(Collectors.joining(", ")));
  }

  /**
   * Reads {@code format} where JSON comes in pages. A download has none, so {@code limit} and
   * {@code cursor} are wrong with it: left out silently, they would promise a part and give all.
   *
   * @param offered what the endpoint offers, the default first
   */
  public static AnswerFormat readOfPages(
      RequestParameters parameters, HttpHeaders headers, List<AnswerFormat> offered) {
    AnswerFormat format = read(parameters, headers, offered);
    if (format.isDownload()) {
      for (String name : List.of("limit", "cursor")) {
        Optional<String> value = parameters.single(name);
        value.ifPresent(
            text ->
                parameters.reject(
                    name,
                    text,
                    "is of pages, and " + format.parameter + " is the whole range",
                    "no " + name + " with this format"));
      }
    }
    return format;
  }

  /** The one the client likes best; the first offered of those it likes equally. */
  private static AnswerFormat accepted(HttpHeaders headers, List<AnswerFormat> offered) {
    for (MediaType acceptable : headers.getAcceptableMediaTypes()) {
      for (AnswerFormat format : offered) {
        if (acceptable.isCompatible(format.mediaType())) {
          return format;
        }
      }
    }
    return offered.get(0);
  }
}
