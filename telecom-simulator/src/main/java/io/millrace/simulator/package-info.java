/** The commands of the telecom simulator. */
@NullMarked
package io.millrace.simulator;

import org.jspecify.annotations.NullMarked;
