/** What Prometheus sees of the gateway beyond what each part counts itself. */
@NullMarked
package io.millrace.gateway.metrics;

import org.jspecify.annotations.NullMarked;
