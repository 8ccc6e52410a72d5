/** Recorded trajectories in aviation's units. */
@NullMarked
package io.millrace.recordings.flights.trajectory;

import org.jspecify.annotations.NullMarked;
