package io.millrace.gateway.flights;

import io.millrace.gateway.request.RequestParameters;
import jakarta.ws.rs.core.UriBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Countries asked for, by the code of ISO 3166 alpha-2 or {@value #UNKNOWN}.
 *
 * @param codes none asks for all
 */
record CountryCodes(Set<String> codes) {

  /** Stands for an aircraft whose country is not known; ISO 3166 leaves it to its users. */
  static final String UNKNOWN = "ZZ";

  private static final Set<String> ISO_3166 =
      Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA2);

  CountryCodes {
    codes = Set.copyOf(codes);
  }

  /** Reads {@code country}. */
  static CountryCodes read(RequestParameters parameters) {
    return new CountryCodes(
        parameters.choices(
            "country",
            CountryCodes::code,
            "is not a country",
            "ISO 3166 alpha-2 in capitals, such as CH, or ZZ for an unknown country"));
  }

  /** In order. */
  List<String> sorted() {
    return codes.stream().sorted().toList();
  }

  /** Repeats them in a link. */
  void addTo(UriBuilder link) {
    sorted().forEach(code -> link.queryParam("country", code));
  }

  private static Optional<String> code(String text) {
    return text.equals(UNKNOWN) || ISO_3166.contains(text) ? Optional.of(text) : Optional.empty();
  }
}
