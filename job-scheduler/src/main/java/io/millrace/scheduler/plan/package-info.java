/** From the clock to runs: Quartz fires, a plan says which days are due. */
@NullMarked
package io.millrace.scheduler.plan;

import org.jspecify.annotations.NullMarked;
