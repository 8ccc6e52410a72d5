package io.millrace.model.flights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CountriesTest {

  private static final Path OBSERVED =
      Path.of("../../shared/data/reference/opensky_origin_countries_observed.json");

  @Test
  void knowsFormalDatedAndPresentNames() {
    assertThat(Countries.code("Viet Nam")).contains("VN");
    assertThat(Countries.code("Vietnam")).contains("VN");
    assertThat(Countries.code("Republic of Korea")).contains("KR");
    assertThat(Countries.code("Libyan Arab Jamahiriya")).contains("LY");
    assertThat(Countries.code("Turkey")).contains("TR");
    assertThat(Countries.code("Türkiye")).contains("TR");
    assertThat(Countries.code("Atlantis")).isEmpty();
    assertThat(Countries.code(null)).isEmpty();
  }

  @Test
  void mapsToCodesThatExist() {
    assertThat(Countries.otherSpellings().values()).isSubsetOf(Locale.getISOCountries());
  }

  @Test
  void mapsEverySpellingThatOpenSkyHasShown() throws Exception {
    assumeTrue(Files.isReadable(OBSERVED), OBSERVED + " is not beside this checkout");
    List<String> names =
        Pattern.compile("\"([^\"]*)\"\\s*:")
            .matcher(Files.readString(OBSERVED))
            .results()
            .map(match -> match.group(1))
            .toList();

    assertThat(names).hasSize(113).contains("");
    assertThat(names.stream().filter(name -> Countries.code(name).isEmpty())).containsExactly("");
  }
}
