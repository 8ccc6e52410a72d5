/**
 * What every Millrace process shares: typed settings, health and metrics, life under a supervisor.
 */
@NullMarked
package io.millrace.runtime;

import org.jspecify.annotations.NullMarked;
