/** Prometheus and Alertmanager beside a local stack, and the stack's own metrics. */
@NullMarked
package io.millrace.local.monitoring;

import org.jspecify.annotations.NullMarked;
