package io.millrace.bridge.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bridge.source.ServerHistory.Origin;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServerHistoryTest {

  private static final ServerHistory PROMOTED_TWICE =
      new ServerHistory(
          "42",
          3,
          0x5000,
          ServerHistory.branches(
              "1\t0/2000\tno recovery target specified\n\n2\t0/3000\tno recovery target\n"));

  @Test
  void readsWhereEachTimelineWasLeft() {
    assertThat(PROMOTED_TWICE.branches())
        .containsOnly(Map.entry(1, 0x2000L), Map.entry(2, 0x3000L));
  }

  @Test
  void acceptsWhatHappenedBeforeTheBranch() {
    assertThat(contradiction(0x2000, 1)).isEmpty();
    assertThat(contradiction(0x3000, 2)).isEmpty();
    assertThat(contradiction(0x5000, 3)).isEmpty();
  }

  @Test
  void namesWhatHappenedOnlyOnTheOtherBranch() {
    assertThat(contradiction(0x2001, 1)).get().asString().contains("promoted at 0/2000");
    assertThat(contradiction(0x5001, 3)).get().asString().contains("WAL ends at 0/5000");
    assertThat(contradiction(0x1000, 7)).get().asString().contains("of timeline 7");
  }

  @Test
  void namesAnotherCluster() {
    assertThat(
            PROMOTED_TWICE.contradiction(
                new SourcePosition(1, 0), Optional.of(new Origin("43", 3))))
        .get()
        .asString()
        .contains("is another one");
  }

  @Test
  void takesAPositionOfAnOlderVersionForOneOfThisTimeline() {
    assertThat(PROMOTED_TWICE.contradiction(new SourcePosition(0x4000, 0), Optional.empty()))
        .isEmpty();
  }

  private static Optional<String> contradiction(long lsn, int timeline) {
    return PROMOTED_TWICE.contradiction(
        new SourcePosition(lsn, 0), Optional.of(new Origin("42", timeline)));
  }
}
