/** Recorded bytes, and what of them could not be read. */
@NullMarked
package io.millrace.recordings;

import org.jspecify.annotations.NullMarked;
