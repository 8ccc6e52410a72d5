/** Real files, replayed as transactions. */
@NullMarked
package io.millrace.simulator.replay;

import org.jspecify.annotations.NullMarked;
