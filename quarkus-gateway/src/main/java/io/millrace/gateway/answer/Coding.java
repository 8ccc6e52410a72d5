package io.millrace.gateway.answer;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How bytes are coded on their way, by RFC 9110, section 12.5.3. */
enum Coding {
  IDENTITY,
  GZIP;

  /**
   * The one to use for an {@code Accept-Encoding}: gzip wherever it is wanted at least as much as
   * none. A client that refuses both gets identity, as the RFC allows.
   *
   * @param header null if there is none, which asks for nothing special
   */
  static Coding of(@Nullable String header) {
    if (header == null || header.isBlank()) {
      return IDENTITY;
    }
    double any = -1;
    double gzip = -1;
    double identity = -1;
    for (String element : header.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = element.split(";", -1);
      double quality = quality(parts);
      switch (parts[0].strip()) {
        case "gzip", "x-gzip" -> gzip = quality;
        case "identity" -> identity = quality;
        case "*" -> any = quality;
        default -> {
          // Another coding, which is not offered.
        }
      }
    }
    double wanted = gzip >= 0 ? gzip : any;
    return wanted > 0 && wanted >= identity ? GZIP : IDENTITY;
  }

  /** The weight, 1 without one; one that cannot be read refuses the coding. */
  private static double quality(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.startsWith("q=")) {
        try {
          double quality = Double.parseDouble(parameter.substring(2));
          return quality >= 0 && quality <= 1 ? quality : 0;
        } catch (NumberFormatException e) {
          return 0;
        }
      }
    }
    return 1;
  }
}
