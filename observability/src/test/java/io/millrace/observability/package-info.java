/** Holds the configuration of Prometheus, Alertmanager and Grafana against the real programs. */
@NullMarked
package io.millrace.observability;

import org.jspecify.annotations.NullMarked;
