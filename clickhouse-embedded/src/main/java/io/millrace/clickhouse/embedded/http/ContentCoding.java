package io.millrace.clickhouse.embedded.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.jspecify.annotations.Nullable;

/** HTTP's compression of bodies, as far as it is known here. */
enum ContentCoding {
  GZIP("gzip"),
  LZ4("lz4"),
  DEFLATE("deflate");

  private final String token;

  ContentCoding(String token) {
    this.token = token;
  }

  String token() {
    return token;
  }

  /** The best known coding that {@code Accept-Encoding} allows, the cheapest for both first. */
  static Optional<ContentCoding> acceptedBy(@Nullable String acceptEncoding) {
    if (acceptEncoding == null) {
      return Optional.empty();
    }
    String accepted = acceptEncoding.toLowerCase(Locale.ROOT);
    for (ContentCoding coding : new ContentCoding[] {LZ4, GZIP, DEFLATE}) {
      for (String part : accepted.split(",", -1)) {
        String[] tokenAndQuality = part.strip().split("\\s*;\\s*", -1);
        boolean refused = tokenAndQuality.length > 1 && tokenAndQuality[1].matches("q=0(\\.0*)?");
        if (tokenAndQuality[0].equals(coding.token) && !refused) {
          return Optional.of(coding);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * The plain bytes of a request's body.
   *
   * @throws io.millrace.clickhouse.embedded.engine.EngineException for a coding that is not known;
   *     reading throws it for bytes that are not in that coding
   */
  static InputStream decode(@Nullable String contentEncoding, InputStream body) {
    if (contentEncoding == null
        || contentEncoding.isBlank()
        || contentEncoding.equalsIgnoreCase("identity")) {
      return body;
    }
    return switch (contentEncoding.toLowerCase(Locale.ROOT)) {
      case "gzip", "x-gzip" -> new DecodedBody(body, raw -> new GZIPInputStream(raw, 1 << 16));
      case "lz4" -> new DecodedBody(body, LZ4FrameInputStream::new);
      case "deflate" -> new DecodedBody(body, InflaterInputStream::new);
      default ->
          throw ErrorCode.UNKNOWN_COMPRESSION_METHOD.exception(
              "Unknown compression method '"
                  + contentEncoding
                  + "' in Content-Encoding; allowed: gzip, lz4, deflate");
    };
  }

  OutputStream encode(OutputStream target) throws IOException {
    return switch (this) {
      case GZIP -> new GZIPOutputStream(target, 1 << 16);
      case LZ4 -> new LZ4FrameOutputStream(target);
      case DEFLATE -> new DeflaterOutputStream(target);
    };
  }
}
