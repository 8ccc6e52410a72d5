package io.millrace.spark.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchApplicationTest {

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final ByteArrayOutputStream complained = new ByteArrayOutputStream();

  @BeforeEach
  void capture() {
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void release() {
    System.setOut(out);
    System.setErr(err);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          flights --from-s4 x                               | --from-s4
          flights                                           | --from-s3
          flights --from-s3                                 | --from-s3
          flights --from-s3 raw-data/flights                | --from-s3 is raw-data/flights; allowed: s3a://bucket/path
          flights --from-s3 s3a://raw-data                  | --from-s3 is s3a://raw-data; allowed:
          flights --from-postgres 2021-10-01                | --from-postgres
          flights --from-postgres 2021-10-01 31.10.2021     | '31.10.2021' is no day; allowed: a day such as 2021-10-01
          flights --from-postgres 2021-02-29 2021-03-01     | '2021-02-29' is no day
          flights --from-postgres 2021-10-02 2021-10-01     | --from-postgres is 2021-10-02 2021-10-01; allowed: a first day
          flights --from-s3 s3a://a/b --from-postgres 2021-10-01 2021-10-02 | --from-s3
          calls                                             | calls
          events-clean                                      | INPUT
          events-clean data --target-size 5                 | '5' is no size; allowed: a whole number with its unit
          events-clean data --target-size 3GB               | --target-size is 3221225472 bytes; allowed: 1MB to 2GB
          events-clean data --longest-line 1GB              | --longest-line is 1073741824 bytes; allowed: 1MB to 512MB
          events-clean data --rules nowhere.json            | --rules is nowhere.json; allowed: a file that can be read
          percentiles --dataset Events                      | --dataset is Events; allowed: small letters
          percentiles --from 2026-01-01                     | --to
          percentiles --accuracy 7                          | --accuracy is 7; allowed: 100 to 1000000
          telecom-daily                                     | DAY
          telecom-daily 2026-01-02 --to 2026-01-01          | days are 2026-01-02 to 2026-01-01; allowed: a first day
          telecom-daily 2026-01-02 --zone Almaty            | 'Almaty' is no zone; allowed: a zone such as
          telecom-daily 1971-12-31 --zone Africa/Monrovia   | --zone is Africa/Monrovia, where 1971-12-31 begins at
          telecom-daily 2026-01-02 --step half              | --step
          retail-clean                                      | FILE
          retail-clean a.csv --date-order us                | 'us' is no order of dates; allowed: day-first, month-first
          retail-clean a.csv --decimal-mark .               | '.' is no decimal mark; allowed: comma, point
          retail-clean a.csv --serial-dates 1901            | '1901' is no year of serial dates; allowed: 1900, 1904
          retail-clean a.csv --charset klingon              | 'klingon' is no character set; allowed: such as
          compact                                           | DATASET
          compact Events                                    | dataset is Events; allowed: small letters
          compact events --target-size 128                  | '128' is no size; allowed: a whole number with its unit
          compact events --target-size 512KB                | --target-size is 524288 bytes; allowed: 1MB and more
          compact events --grace soon                       | 'soon' is no duration; allowed: such as 0s
          erase                                             | --subscriber
          erase --subscriber 67                             | --subscriber is not shown here; allowed: a masked number
          erase --subscriber 0123456789abcdef-01 --dataset E | dataset is E; allowed: small letters
          restore                                           | DATASET
          restore events --version-number two               | 'two' is not a long
          """)
  void namesArgumentValueAndWhatIsAllowedOnOneLine(String arguments, String expected) {
    int code = BatchApplication.execute(arguments.strip().split(" +"));

    String line = complained.toString(StandardCharsets.UTF_8);
    assertThat(code).as(line).isEqualTo(2);
    assertThat(line).contains(expected.strip()).contains("allowed: ");
    assertThat(line.strip().lines()).hasSize(1);
  }

  @Test
  void asksForACommand() {
    assertThat(BatchApplication.execute()).isEqualTo(2);
    assertThat(complained.toString(StandardCharsets.UTF_8))
        .contains("allowed: flights, events-clean, percentiles, telecom-daily");
  }

  @Test
  void showsExamples() {
    assertThat(BatchApplication.execute("flights", "--help")).isZero();
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("--from-s3", "--from-postgres", "Examples:");
  }
}
