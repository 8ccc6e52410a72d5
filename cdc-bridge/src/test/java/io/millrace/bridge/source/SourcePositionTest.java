package io.millrace.bridge.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SourcePositionTest {

  @Test
  void leavesOutTheFieldThatWouldMakeTheConnectorSearchForItsPlace() {
    SourcePosition position =
        SourcePosition.of(
            Map.of("lsn", 4_886_718_345L, "lsn_proc", 4_886_718_345L, "ts_usec", 17L, "txId", 9));

    assertThat(position.offset())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("lsn", 4_886_718_345L, "lsn_commit", 4_886_718_345L, "ts_usec", 17L));
  }

  @Test
  void readsWhatItWrote() {
    SourcePosition position = new SourcePosition(77, 1_000_000);

    assertThat(SourcePosition.of(position.offset())).isEqualTo(position);
  }

  @Test
  void writesTheLsnAsPostgresDoes() {
    assertThat(new SourcePosition(0x1_23456789L, 0).lsnText()).isEqualTo("1/23456789");
  }

  @Test
  void rejectsAnOffsetWithoutAnLsn() {
    assertThatThrownBy(() -> SourcePosition.of(Map.of("ts_usec", 1L)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ts_usec");
  }
}
