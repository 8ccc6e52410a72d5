/** Recordings of aircraft as sources of states, and what is counted on their way. */
@NullMarked
package io.millrace.recordings.flights;

import org.jspecify.annotations.NullMarked;
