/** From a queued run to its end: who works on it, and the processes of its steps. */
@NullMarked
package io.millrace.scheduler.execution;

import org.jspecify.annotations.NullMarked;
