/** How a number becomes something that may be stored. */
@NullMarked
package io.millrace.simulator.masking;

import org.jspecify.annotations.NullMarked;
