/** Bounded access to ClickHouse: no query hangs, and each is measured. */
@NullMarked
package io.millrace.gateway.analytics;

import org.jspecify.annotations.NullMarked;
