package io.millrace.spark.flights.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InputObjectTest {

  @Test
  void namesObjectsBelowTheFolderBeforeTheFirstWildcard() {
    assertThat(InputObject.folder("s3a://raw-data/flights/*.json.gz"))
        .isEqualTo("s3a://raw-data/flights/");
    assertThat(InputObject.folder("s3a://raw-data/fl?ghts/*/x")).isEqualTo("s3a://raw-data/");
    assertThat(InputObject.folder("s3a://raw-data/a/{b,c}/x")).isEqualTo("s3a://raw-data/a/");
    assertThat(InputObject.folder("s3a://raw-data/a/b.json")).isEqualTo("s3a://raw-data/a/");
  }

  @Test
  void groupsNeighboursUntilTheyAreLargeEnough() {
    List<InputObject> objects =
        IntStream.range(0, 10)
            .mapToObj(i -> new InputObject("p" + i, "n" + i, 600_000, i, "r", "s", false))
            .toList();

    ObjectGroups groups = ObjectGroups.of(objects, 2);

    assertThat(groups.groups()).hasSize(5).allMatch(group -> group.size() == 2);
    assertThat(groups.groups().stream().flatMap(List::stream)).containsExactlyElementsOf(objects);
    assertThat(groups.shufflePartitions()).isEqualTo(8);
  }

  @Test
  void readsEachInstantOfTheDaysOnce() {
    FlightInput.Table days =
        new FlightInput.Table(LocalDate.of(2021, 10, 1), LocalDate.of(2021, 10, 2));

    assertThat(PostgresFlights.ranges(days, 3))
        .containsExactly(
            "observed_time >= '2021-10-01T00:00:00Z' AND observed_time < '2021-10-01T16:00:00Z'",
            "observed_time >= '2021-10-01T16:00:00Z' AND observed_time < '2021-10-02T08:00:00Z'",
            "observed_time >= '2021-10-02T08:00:00Z' AND observed_time < '2021-10-03T00:00:00Z'");
    assertThat(PostgresFlights.ranges(days, 1)).hasSize(2);
  }
}
