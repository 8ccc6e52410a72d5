/** OpenSky's state vectors as it serves and records them: JSON and CSV. */
@NullMarked
package io.millrace.recordings.flights.opensky;

import org.jspecify.annotations.NullMarked;
