/** Invented flights: the same seed, start and number of aircraft give the same states. */
@NullMarked
package io.millrace.simulator.flights.scenario;

import org.jspecify.annotations.NullMarked;
