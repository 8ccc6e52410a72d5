/**
 * Records that were turned away: the dead letter topic, listed, shown, and replayed
 * (docs/adr/0009-replaying-dead-letters.md).
 */
@NullMarked
package io.millrace.gateway.deadletters;

import org.jspecify.annotations.NullMarked;
