package io.millrace.gateway.flights;

import io.millrace.gateway.request.RequestParameters;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;

/** How positions are written. */
enum AnswerFormat {
  JSON("json", MediaType.APPLICATION_JSON),
  GEOJSON("geojson", AnswerFormat.GEOJSON_MEDIA_TYPE);

  /** The media type of RFC 7946. */
  static final String GEOJSON_MEDIA_TYPE = "application/geo+json";

  private final String parameter;
  private final String mediaType;

  AnswerFormat(String parameter, String mediaType) {
    this.parameter = parameter;
    this.mediaType = mediaType;
  }

  /** As the API writes it. */
  String parameter() {
    return parameter;
  }

  /** What the answer says that it is. */
  MediaType mediaType() {
    return MediaType.valueOf(mediaType);
  }

  /** Reads {@code format}, which counts more than the {@code Accept} header. */
  static AnswerFormat read(RequestParameters parameters, HttpHeaders headers) {
    return parameters.choice(
        "format", accepted(headers), AnswerFormat::ofParameter, "is not a format", "json, geojson");
  }

  private static Optional<AnswerFormat> ofParameter(String text) {
    for (AnswerFormat format : values()) {
      if (format.parameter.equals(text)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /** The one the client likes best; {@link #JSON} of those it likes equally. */
  private static AnswerFormat accepted(HttpHeaders headers) {
    for (MediaType acceptable : headers.getAcceptableMediaTypes()) {
      for (AnswerFormat format : values()) {
        if (acceptable.isCompatible(format.mediaType())) {
          return format;
        }
      }
    }
    return JSON;
  }
}
