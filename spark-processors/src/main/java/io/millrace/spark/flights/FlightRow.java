package io.millrace.spark.flights;

import io.millrace.model.flights.FlightQuality.StoredVerdict;
import io.millrace.model.flights.FlightState;
import io.millrace.spark.change.Origin;
import io.millrace.spark.change.WindowedChange;
import java.time.Instant;

/**
 * One image of a row of {@code processed_flights}.
 *
 * @param sign +1 it came, -1 it is taken back
 * @param flightId its key
 * @param verdict as {@link io.millrace.model.flights.FlightQuality#confirm} has it
 * @param source what wrote the row
 * @param commitTime when PostgreSQL committed the change
 */
public record FlightRow(
    Origin origin,
    int sign,
    long flightId,
    FlightState state,
    StoredVerdict verdict,
    String source,
    Instant commitTime)
    implements WindowedChange {

  @Override
  public Instant eventTime() {
    return state.observedAt();
  }
}
