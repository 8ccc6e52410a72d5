/** Recorded trajectories in aviation's units. */
@NullMarked
package io.millrace.simulator.flights.trajectory;

import org.jspecify.annotations.NullMarked;
