/** The live network, by OpenSky's REST API. */
@NullMarked
package io.millrace.simulator.flights.live;

import org.jspecify.annotations.NullMarked;
