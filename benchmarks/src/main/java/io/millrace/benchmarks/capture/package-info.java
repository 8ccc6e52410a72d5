/**
 * The bridge beside its peers, in one run on one PostgreSQL and one Kafka. Start reading at {@link
 * io.millrace.benchmarks.capture.CaptureBenchmark}.
 */
@NullMarked
package io.millrace.benchmarks.capture;

import org.jspecify.annotations.NullMarked;
