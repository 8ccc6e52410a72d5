/** What a job is: data, and pure decisions over it. */
@NullMarked
package io.millrace.scheduler.job;

import org.jspecify.annotations.NullMarked;
