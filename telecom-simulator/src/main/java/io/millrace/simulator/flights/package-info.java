/** The flights domain: sources of states, and what is counted on their way. */
@NullMarked
package io.millrace.simulator.flights;

import org.jspecify.annotations.NullMarked;
