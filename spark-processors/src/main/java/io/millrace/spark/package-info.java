/** The streaming application: it wires sources, transforms and sinks. */
@NullMarked
package io.millrace.spark;

import org.jspecify.annotations.NullMarked;
