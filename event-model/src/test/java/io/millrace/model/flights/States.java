package io.millrace.model.flights;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A clean state, changed one field at a time. */
record States(
    @Nullable String callsign,
    @Nullable String originCountry,
    @Nullable Instant timePosition,
    @Nullable Double longitude,
    @Nullable Double latitude,
    @Nullable Double altitude,
    boolean onGround,
    @Nullable Double velocity,
    @Nullable Double verticalRate,
    Instant observedAt) {

  static final Instant NOW = Instant.parse("2021-10-17T11:43:10Z");

  static States clean() {
    return new States("SWR252", "Switzerland", NOW, 8.5, 47.4, 10_000.0, false, 230.0, 0.0, NOW);
  }

  States callsign(@Nullable String changed) {
    return new States(
        changed,
        originCountry,
        timePosition,
        longitude,
        latitude,
        altitude,
        onGround,
        velocity,
        verticalRate,
        observedAt);
  }

  States country(@Nullable String changed) {
    return new States(
        callsign,
        changed,
        timePosition,
        longitude,
        latitude,
        altitude,
        onGround,
        velocity,
        verticalRate,
        observedAt);
  }

  States at(@Nullable Double newLatitude, @Nullable Double newLongitude) {
    return new States(
        callsign,
        originCountry,
        timePosition,
        newLongitude,
        newLatitude,
        altitude,
        onGround,
        velocity,
        verticalRate,
        observedAt);
  }

  States positionAged(long seconds) {
    return new States(
        callsign,
        originCountry,
        observedAt.minusSeconds(seconds),
        longitude,
        latitude,
        altitude,
        onGround,
        velocity,
        verticalRate,
        observedAt);
  }

  States moving(
      boolean newOnGround,
      @Nullable Double newAltitude,
      @Nullable Double newVelocity,
      @Nullable Double newVerticalRate) {
    return new States(
        callsign,
        originCountry,
        timePosition,
        longitude,
        latitude,
        newAltitude,
        newOnGround,
        newVelocity,
        newVerticalRate,
        observedAt);
  }

  States later(long seconds) {
    Instant later = observedAt.plusSeconds(seconds);
    return new States(
        callsign,
        originCountry,
        later,
        longitude,
        latitude,
        altitude,
        onGround,
        velocity,
        verticalRate,
        later);
  }

  FlightState state() {
    return new FlightState(
        "4b1815",
        callsign,
        originCountry,
        null,
        timePosition,
        observedAt,
        longitude,
        latitude,
        altitude,
        onGround,
        velocity,
        90.0,
        verticalRate,
        null,
        "7000",
        false,
        0,
        observedAt);
  }
}
