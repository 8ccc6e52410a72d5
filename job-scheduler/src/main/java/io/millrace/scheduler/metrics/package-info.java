/** What Prometheus is told. */
@NullMarked
package io.millrace.scheduler.metrics;

import org.jspecify.annotations.NullMarked;
