/** What is written: rows, changes of rows, transactions of changes. */
@NullMarked
package io.millrace.simulator.event;

import org.jspecify.annotations.NullMarked;
