/** What sources gave at once: the bytes as they came, with the states that are read from them. */
@NullMarked
package io.millrace.simulator.flights.snapshot;

import org.jspecify.annotations.NullMarked;
