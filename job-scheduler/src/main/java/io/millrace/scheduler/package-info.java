/** Plans batch jobs, runs their steps as processes, remembers and tells how they went. */
@NullMarked
package io.millrace.scheduler;

import org.jspecify.annotations.NullMarked;
