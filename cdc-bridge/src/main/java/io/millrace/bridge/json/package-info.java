/** Writes keys and envelopes as JSON, straight from Kafka Connect's structs. */
@NullMarked
package io.millrace.bridge.json;

import org.jspecify.annotations.NullMarked;
