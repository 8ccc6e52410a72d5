package io.millrace.spark.batch.compact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.spark.batch.ByteSize;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawChangesTest {

  private static final String FOLDER = "s3a://raw-data/telecom/telecom_events/";

  @Test
  void knowsOfAFileWhichHourItIsOfAndWhichBatchWroteIt() {
    String path = FOLDER + "date=2021-10-17/hour=23/batch=00000042/part-00000-a.c000.zstd.parquet";

    RawChanges.RawFile raw = RawChanges.parse(path, 7);

    assertThat(raw.file().path()).isEqualTo(path);
    assertThat(raw.file().partition()).isEqualTo("date=2021-10-17/hour=23");
    assertThat(raw.file().bytes()).isEqualTo(7);
    assertThat(raw.batch()).isEqualTo(42);
    assertThat(raw.hourEnds()).isEqualTo(Instant.parse("2021-10-18T00:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "date=2021-02-30/hour=01/batch=00000001/a.parquet",
        "date=2021-02-01/hour=24/batch=00000001/a.parquet",
        "date=2021-02-01/hour=01/a.parquet",
        "date=2021-02-01/hour=01/batch=x/a.parquet"
      })
  void takesAFileOfAnotherNameForOneThatIsNeverDone(String name) {
    RawChanges.RawFile raw = RawChanges.parse(FOLDER + name, 7);

    assertThat(raw.batch()).isEqualTo(Long.MAX_VALUE);
    assertThat(raw.hourEnds()).isEqualTo(Instant.MAX);
  }

  @Test
  void readsSizesWithTheirUnit() {
    assertThat(ByteSize.parse("128MB")).isEqualTo(134_217_728);
    assertThat(ByteSize.parse("1gb")).isEqualTo(1_073_741_824);
    assertThat(ByteSize.parse("512KB")).isEqualTo(524_288);
    assertThatThrownBy(() -> ByteSize.parse("128"))
        .hasMessageContaining("'128' is no size; allowed: a whole number with its unit");
  }
}
