/** Flights: change events of aircraft's states. */
@NullMarked
package io.millrace.spark.flights;

import org.jspecify.annotations.NullMarked;
