/** What each part of the platform is doing right now: state, rates, lag, freshness. */
@NullMarked
package io.millrace.gateway.pipeline;

import org.jspecify.annotations.NullMarked;
