/** Prepares the analytics database by the versioned SQL beside it. */
@NullMarked
package io.millrace.clickhouse;

import org.jspecify.annotations.NullMarked;
