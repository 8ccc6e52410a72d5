/** Figures, each from one run beside a peer or a limit; none of it is a test. */
@NullMarked
package io.millrace.benchmarks;

import org.jspecify.annotations.NullMarked;
