package io.millrace.spark.batch.compact;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spark.batch.dataset.DataFile;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CompactionPlanTest {

  private static final long MB = 1L << 20;
  private static final long TARGET = 128 * MB;

  private int number;

  @Test
  void joinsSmallFilesOfAPartitionAndLeavesThoseOfAGoodSizeAlone() {
    List<DataFile> files = new ArrayList<>();
    IntStream.range(0, 100).forEach(i -> files.add(file("date=1", "a", 4)));
    DataFile fine = file("date=1", "a", 100);
    files.add(fine);

    CompactionPlan plan = CompactionPlan.of(files, TARGET);

    assertThat(plan.rewrites()).hasSize(1);
    assertThat(plan.rewrites().get(0).sources()).hasSize(100).doesNotContain(fine);
    assertThat(plan.rewrites().get(0).files()).as("400 MB into files of some 128").isEqualTo(3);
    assertThat(plan.untouched()).containsExactly(fine);
    assertThat(plan.filesBefore()).isEqualTo(100);
    assertThat(plan.filesAfter()).isEqualTo(3);
    assertThat(plan.bytesBefore()).isEqualTo(400 * MB);
  }

  @Test
  void leavesOneSmallFileAloneSinceThereIsNothingToJoinItWith() {
    DataFile small = file("date=1", "a", 1);
    DataFile fine = file("date=1", "a", 128);

    CompactionPlan plan = CompactionPlan.of(List.of(small, fine), TARGET);

    assertThat(plan.rewrites()).isEmpty();
    assertThat(plan.untouched()).containsExactly(small, fine);
  }

  @Test
  void keepsPartitionsTablesAndWhatIsReplacedAsAWholeApart() {
    CompactionPlan plan =
        CompactionPlan.of(
            List.of(
                file("date=1", "a", 1),
                file("date=1", "b", 1),
                file("date=2", "a", 1),
                file("date=1", "b", 1)),
            TARGET);

    assertThat(plan.rewrites()).hasSize(1);
    assertThat(plan.rewrites().get(0).group()).isEqualTo("b");
    assertThat(plan.rewrites().get(0).partition()).isEqualTo("date=1");
    assertThat(plan.untouched()).hasSize(2);
  }

  @Test
  void splitsAGiant() {
    CompactionPlan plan = CompactionPlan.of(List.of(file("", "a", 1_000)), TARGET);

    assertThat(plan.rewrites().get(0).files()).isEqualTo(8);
  }

  @Test
  void takesInEvenOneFileThatComesFromElsewhere() {
    DataFile there = file("date=1/hour=05", "date=1/hour=05", 10);
    DataFile fine = file("date=1/hour=05", "date=1/hour=05", 90);
    DataFile first = file("date=1/hour=05", "date=1/hour=05", 1);
    DataFile other = file("date=1/hour=06", "date=1/hour=06", 1);

    CompactionPlan plan = CompactionPlan.of(List.of(there, fine), List.of(first, other), TARGET);

    assertThat(plan.rewrites())
        .extracting(Rewrite::sources)
        .containsExactly(List.of(first, there), List.of(other));
    assertThat(plan.untouched()).containsExactly(fine);
  }

  @Test
  void findsNothingToDoInItsOwnResult() {
    for (long megabytes = 1; megabytes < 2_000; megabytes += 7) {
      List<DataFile> files = new ArrayList<>();
      for (long rest = megabytes; rest > 0; rest -= 20) {
        files.add(file("date=1", "a", Math.min(20, rest)));
      }
      CompactionPlan plan = CompactionPlan.of(files, TARGET);
      List<DataFile> after = new ArrayList<>(plan.untouched());
      for (Rewrite rewrite : plan.rewrites()) {
        for (int i = 0; i < rewrite.files(); i++) {
          after.add(file("date=1", "a", rewrite.bytes() / rewrite.files() / MB));
        }
      }

      assertThat(CompactionPlan.of(after, TARGET).rewrites()).as(megabytes + " MB").isEmpty();
    }
  }

  private DataFile file(String partition, String group, long megabytes) {
    return new DataFile("s3a://b/" + number++, "events", group, partition, 10, megabytes * MB, "");
  }
}
