/** What PostgreSQL remembers of plans, runs and steps. */
@NullMarked
package io.millrace.scheduler.history;

import org.jspecify.annotations.NullMarked;
