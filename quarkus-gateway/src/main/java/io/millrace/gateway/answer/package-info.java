/**
 * The one way from a request to an answer out of ClickHouse: asked once for all who ask the same,
 * kept for a moment, and shown marked as stale while ClickHouse cannot be asked.
 */
@NullMarked
package io.millrace.gateway.answer;

import org.jspecify.annotations.NullMarked;
