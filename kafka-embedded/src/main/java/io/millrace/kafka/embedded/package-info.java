/**
 * A single KRaft node as a child process of this one. Start reading at {@link
 * io.millrace.kafka.embedded.KafkaProcess}; {@link io.millrace.kafka.embedded.KafkaNode} is what
 * runs in the child.
 */
@NullMarked
package io.millrace.kafka.embedded;

import org.jspecify.annotations.NullMarked;
