/** Brings judged states into PostgreSQL. */
@NullMarked
package io.millrace.simulator.flights.write;

import org.jspecify.annotations.NullMarked;
