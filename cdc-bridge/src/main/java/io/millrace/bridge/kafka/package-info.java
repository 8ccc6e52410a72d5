/** The Kafka side: topics, publishing change events, and the offset they have reached. */
@NullMarked
package io.millrace.bridge.kafka;

import org.jspecify.annotations.NullMarked;
