/** Contributions that came after their window had closed, from ClickHouse. */
@NullMarked
package io.millrace.gateway.lateevents;

import org.jspecify.annotations.NullMarked;
