package io.millrace.spark.flights.batch;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What a run computes days from. */
sealed interface FlightInput {

  /**
   * Raw snapshots, which are judged.
   *
   * @param glob such as {@code s3a://raw-data/flights/*.json.gz}
   */
  record Snapshots(String glob) implements FlightInput {

    /** Checks the form. */
    public Snapshots {
      if (!glob.matches("s3a://[^/]+/.+")) {
        throw new IllegalArgumentException(
            "--from-s3 is "
                + glob
                + "; allowed: s3a://bucket/path, where * ? [a-b] and {a,b} match several objects");
      }
    }

    @Override
    public String toString() {
      return glob;
    }
  }

  /**
   * Rows of {@code processed_flights}, which were judged when they came.
   *
   * @param first UTC
   * @param last UTC, included
   */
  record Table(LocalDate first, LocalDate last) implements FlightInput {

    private static final LocalDate EARLIEST = LocalDate.of(1970, 1, 1);
    private static final LocalDate LATEST = LocalDate.of(2099, 12, 31);

    /** Checks the order. */
    public Table {
      if (last.isBefore(first) || first.isBefore(EARLIEST) || last.isAfter(LATEST)) {
        throw new IllegalArgumentException(
            "--from-postgres is "
                + first
                + " "
                + last
                + "; allowed: a first day and a last one not before it, "
                + EARLIEST
                + " to "
                + LATEST);
      }
    }

    /** All of its days. */
    List<LocalDate> days() {
      return first.datesUntil(last.plusDays(1)).toList();
    }

    /** How many they are. */
    long length() {
      return ChronoUnit.DAYS.between(first, last) + 1;
    }

    @Override
    public String toString() {
      return "processed_flights " + first + " to " + last;
    }
  }
}
