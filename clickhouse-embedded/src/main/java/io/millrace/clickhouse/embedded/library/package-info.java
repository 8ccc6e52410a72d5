/** Finds the engine on this machine, or fetches it once. */
@NullMarked
package io.millrace.clickhouse.embedded.library;

import org.jspecify.annotations.NullMarked;
