package io.millrace.model.flights;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * ISO 3166 codes of the countries that OpenSky derives from an aircraft's address.
 *
 * <p>Most names are the English ones of {@link Locale}. The others are the formal, dated or
 * unaccented names of ICAO's address plan (Annex 10, volume III, chapter 9) and are listed here.
 * The list comes first, since some of Locale's names change with the JDK: {@code Turkey} up to 19
 * is {@code Türkiye} from 20.
 */
public final class Countries {

  private static final Map<String, String> OTHER_SPELLINGS =
      Map.ofEntries(
          entry("Antigua and Barbuda", "AG"),
          entry("Bosnia and Herzegovina", "BA"),
          entry("Brunei Darussalam", "BN"),
          entry("Cabo Verde", "CV"),
          entry("Congo", "CG"),
          entry("Cote d'Ivoire", "CI"),
          entry("Côte d'Ivoire", "CI"),
          entry("Czech Republic", "CZ"),
          entry("Democratic People's Republic of Korea", "KP"),
          entry("Democratic Republic of the Congo", "CD"),
          entry("Holy See", "VA"),
          entry("Hong Kong", "HK"),
          entry("Iran (Islamic Republic of)", "IR"),
          entry("Islamic Republic of Iran", "IR"),
          entry("Kingdom of the Netherlands", "NL"),
          entry("Korea, Republic of", "KR"),
          entry("Lao People's Democratic Republic", "LA"),
          entry("Libyan Arab Jamahiriya", "LY"),
          entry("Macao", "MO"),
          entry("Micronesia, Federated States of", "FM"),
          entry("Myanmar", "MM"),
          entry("Republic of Korea", "KR"),
          entry("Republic of Moldova", "MD"),
          entry("Russian Federation", "RU"),
          entry("Saint Kitts and Nevis", "KN"),
          entry("Saint Lucia", "LC"),
          entry("Saint Vincent and the Grenadines", "VC"),
          entry("Sao Tome and Principe", "ST"),
          entry("Swaziland", "SZ"),
          entry("Syrian Arab Republic", "SY"),
          entry("The former Yugoslav Republic of Macedonia", "MK"),
          entry("Trinidad and Tobago", "TT"),
          entry("Turkey", "TR"),
          entry("Türkiye", "TR"),
          entry("United Republic of Tanzania", "TZ"),
          entry("Viet Nam", "VN"));

  private static final Map<String, String> BY_NAME =
      Arrays.stream(Locale.getISOCountries())
          .collect(Collectors.toUnmodifiableMap(Countries::name, Function.identity()));

  private Countries() {}

  /** The ISO 3166 alpha-2 code of a country's name in either spelling; empty if it is unknown. */
  public static Optional<String> code(@Nullable String name) {
    if (name == null) {
      return Optional.empty();
    }
    String other = OTHER_SPELLINGS.get(name);
    return Optional.ofNullable(other != null ? other : BY_NAME.get(name));
  }

  /** The names that are not Locale's, with their codes. */
  public static Map<String, String> otherSpellings() {
    return OTHER_SPELLINGS;
  }

  private static String name(String code) {
    return new Locale("", code).getDisplayCountry(Locale.ENGLISH);
  }
}
