package io.millrace.model.flights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawSnapshotNameTest {

  private static final Instant TIME = Instant.parse("2021-10-17T11:43:10.75Z");

  @Test
  void saysAllItHoldsInOrderOfArrival() {
    RawSnapshotName name = new RawSnapshotName(42, TIME, "1a2b3c4d", "replay:states.json");

    assertThat(name.format())
        .isEqualTo("000000000042_20211017T114310Z_1a2b3c4d_replay%3Astates.json.json.gz");
    assertThat(RawSnapshotName.parse(name.format())).contains(name);
    assertThat(name.observedAt()).isEqualTo("2021-10-17T11:43:10Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"live", "simulator:7", "replay:a_b/c d+e%.gz", "replay:Zürich *.json"})
  void readsBackAnySource(String source) {
    RawSnapshotName name = new RawSnapshotName(123_456_789_012_345L, TIME, "00000000", source);

    assertThat(name.format()).doesNotContain("/", " ");
    assertThat(RawSnapshotName.parse(name.format())).contains(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "states_1634471390.json",
        "42_20211017T114310Z_1a2b3c4d_live.json.gz",
        "000000000042_20211317T114310Z_1a2b3c4d_live.json.gz",
        "000000000042_20211017T114310Z_1A2B3C4D_live.json.gz",
        "000000000042_20211017T114310Z_1a2b3c4d_.json.gz",
        "000000000042_20211017T114310Z_1a2b3c4d_a%zz.json.gz",
        "000000000042_20211017T114310Z_1a2b3c4d_live.json"
      })
  void takesOtherNamesForOtherPeoples(String name) {
    assertThat(RawSnapshotName.parse(name)).isEmpty();
  }

  @Test
  void refusesWhatNoNameCanHold() {
    assertThatThrownBy(() -> new RawSnapshotName(-1, TIME, "1a2b3c4d", "live"))
        .hasMessageContaining("snapshotId is -1");
    assertThatThrownBy(() -> new RawSnapshotName(1, TIME, "run", "live"))
        .hasMessageContaining("run is \"run\"");
    assertThatThrownBy(() -> new RawSnapshotName(1, TIME, "1a2b3c4d", ""))
        .hasMessageContaining("source is empty");
  }
}
