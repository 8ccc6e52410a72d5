package io.millrace.spark.flights.batch;

import io.millrace.model.flights.FlightQuality.Assessment;
import io.millrace.model.flights.FlightQuality.Verdict;
import io.millrace.recordings.flights.FlightHistory;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;

/**
 * Judges states again as ingestion did. They come aircraft by aircraft, each aircraft's in order of
 * arrival: a state is judged beside the previous one of its run, and of several that would be kept
 * with the same instant the first one is, whichever run it came with.
 *
 * <p>Holds the instants of one aircraft at a time, about 50 bytes each.
 */
final class AircraftJudge implements Iterator<Row> {

  private final Iterator<Row> rows;
  private final Map<String, FlightHistory> runs = new HashMap<>();
  private final Set<Long> kept = new HashSet<>();
  private String aircraft = "";

  /**
   * @param rows sorted by aircraft, then arrival; all of an aircraft are among them
   */
  AircraftJudge(Iterator<Row> rows) {
    this.rows = rows;
  }

  @Override
  public boolean hasNext() {
    return rows.hasNext();
  }

  @Override
  public Row next() {
    Row row = rows.next();
    String of = row.getString(FlightColumns.ICAO24);
    if (!of.equals(aircraft)) {
      aircraft = of;
      runs.clear();
      kept.clear();
    }
    Assessment assessment =
        runs.computeIfAbsent(FlightColumns.run(row), run -> new FlightHistory())
            .assess(FlightColumns.state(row));
    boolean duplicate =
        assessment.verdict() == Verdict.KEEP && !kept.add(row.getLong(FlightColumns.OBSERVED_AT));
    return FlightColumns.judged(row, duplicate ? assessment.asDuplicate() : assessment);
  }
}
