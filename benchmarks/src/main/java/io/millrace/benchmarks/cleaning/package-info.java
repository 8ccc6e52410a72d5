/** {@code events-clean} beside others that do the plain part of its work. */
@NullMarked
package io.millrace.benchmarks.cleaning;

import org.jspecify.annotations.NullMarked;
