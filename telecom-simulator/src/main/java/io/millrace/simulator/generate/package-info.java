/** Files of events with planted dirt, for what cleans them: the sidecar says what was planted. */
@NullMarked
package io.millrace.simulator.generate;

import org.jspecify.annotations.NullMarked;
