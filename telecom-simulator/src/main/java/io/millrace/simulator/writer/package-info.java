/** Paces transactions and writes each exactly once to PostgreSQL. */
@NullMarked
package io.millrace.simulator.writer;

import org.jspecify.annotations.NullMarked;
