/** The gateway beside ClickHouse itself. */
@NullMarked
package io.millrace.benchmarks.gateway;

import org.jspecify.annotations.NullMarked;
