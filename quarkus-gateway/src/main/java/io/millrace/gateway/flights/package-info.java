/** The flights domain over REST: its questions, its answers and the SQL between them. */
@NullMarked
package io.millrace.gateway.flights;

import org.jspecify.annotations.NullMarked;
