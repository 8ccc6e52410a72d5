/** Invented traffic: pure, deterministic for a seed, without any database. */
@NullMarked
package io.millrace.simulator.scenario;

import org.jspecify.annotations.NullMarked;
